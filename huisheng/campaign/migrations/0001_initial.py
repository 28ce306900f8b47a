import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisation', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                ('slug', models.SlugField(help_text='Its name in addresses.', max_length=40, unique=True)),
                ('wave', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='wave')),
                ('state', models.CharField(choices=[('preparing', 'preparing'), ('running', 'running'), ('closed', 'closed')], default='preparing', max_length=10)),
                ('planned_launch_on', models.DateField(blank=True, null=True, verbose_name='planned launch')),
                ('launched_on', models.DateField(blank=True, null=True, verbose_name='launched on')),
                ('phrases', models.JSONField(default=list, help_text='Guiding phrases, each {"zh": …, "en": …}; used as headings.')),
                ('purpose', models.TextField(blank=True, verbose_name='what it is used for')),
                ('purpose_en', models.TextField(blank=True, verbose_name='what it is used for, in English')),
                ('retention', models.TextField(blank=True, verbose_name='how long it is kept')),
                ('retention_en', models.TextField(blank=True, verbose_name='how long it is kept, in English')),
                ('intake_open', models.BooleanField(default=False, verbose_name='the public page takes voices')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='campaign.campaign')),
                ('unit', models.ForeignKey(help_text='Whose campaign it is.', on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='organisation.unit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReviewGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                ('number', models.PositiveSmallIntegerField()),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='review_groups', to='campaign.campaign')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'number'), name='review_group_number')],
            },
        ),
        migrations.CreateModel(
            name='RoleGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('CL', 'office clerk'), ('TR', 'transcriber'), ('LD', 'leader'), ('LI', 'unit liaison'), ('RG', 'review group member'), ('PE', 'publicity editor')], max_length=2)),
                ('is_head', models.BooleanField(default=False)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='role_grants', to='campaign.campaign')),
                ('countersign', models.ForeignKey(help_text="The auditor's signature (R7, R8).", on_delete=django.db.models.deletion.PROTECT, to='organisation.countersign')),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='campaign.reviewgroup')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='role_grants', to='organisation.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('until_on__isnull', True)), fields=('campaign', 'person', 'role'), name='role_held_once'), models.CheckConstraint(condition=models.Q(models.Q(('group__isnull', False), ('role', 'RG')), models.Q(models.Q(('role', 'RG'), _negated=True), ('group__isnull', True)), _connector='OR'), name='review_group_role_names_its_group')],
            },
        ),
        migrations.CreateModel(
            name='Supervision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supervisions', to='campaign.campaign')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supervisions', to='campaign.reviewgroup')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supervisions', to='organisation.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'unit'), name='unit_has_one_review_group')],
            },
        ),
        migrations.CreateModel(
            name='Phase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                ('rank', models.PositiveSmallIntegerField()),
                ('planned_from', models.DateField()),
                ('planned_until', models.DateField()),
                ('actual_from', models.DateField(blank=True, null=True)),
                ('actual_until', models.DateField(blank=True, null=True)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='phases', to='campaign.campaign')),
            ],
            options={
                'ordering': ['rank'],
                'constraints': [models.CheckConstraint(condition=models.Q(('planned_until__gte', models.F('planned_from'))), name='phase_ends_after_it_begins')],
            },
        ),
    ]
