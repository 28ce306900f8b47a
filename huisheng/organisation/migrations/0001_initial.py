import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('login', models.CharField(max_length=60, unique=True, verbose_name='log-in name')),
                ('must_change_password', models.BooleanField(default=True)),
                ('language', models.CharField(default='zh-hans', max_length=10)),
                ('theme', models.CharField(blank=True, default='', max_length=10)),
                ('size', models.CharField(blank=True, default='', max_length=10)),
                ('locked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Body',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                ('rank', models.PositiveIntegerField(default=0, verbose_name='order')),
            ],
            options={
                'ordering': ['rank', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                ('staff_number', models.CharField(blank=True, max_length=40, null=True, unique=True, verbose_name='staff number')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='ended on')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Institution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                ('singleton', models.BooleanField(default=True, editable=False, unique=True)),
                ('time_zone', models.CharField(default='Asia/Shanghai', max_length=60, verbose_name='time zone')),
                ('contact', models.CharField(blank=True, max_length=200, verbose_name='how to reach the office')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('singleton', True)), name='one_institution')],
            },
        ),
        migrations.CreateModel(
            name='OneTimeCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_hash', models.CharField(max_length=64, unique=True)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='one_time_codes', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Countersign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(max_length=60)),
                ('object_type', models.CharField(max_length=60)),
                ('object_id', models.CharField(max_length=64)),
                ('detail', models.JSONField(default=dict)),
                ('asked_at', models.DateTimeField()),
                ('signed_at', models.DateTimeField(null=True)),
                ('refused_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures_asked', to='organisation.person')),
                ('signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signatures_given', to='organisation.person')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('signed_by__isnull', True), models.Q(('signed_by', models.F('asked_by')), _negated=True), _connector='OR'), name='countersign_by_another')],
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('act', models.CharField(max_length=60)),
                ('object_type', models.CharField(blank=True, max_length=60)),
                ('object_id', models.CharField(blank=True, max_length=64)),
                ('campaign_id', models.BigIntegerField(help_text='No foreign key: campaigns are a room above.', null=True)),
                ('detail', models.JSONField(default=dict)),
                ('previous', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64, unique=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.person')),
            ],
            options={
                'indexes': [models.Index(fields=['campaign_id', '-number'], name='audit_by_campaign'), models.Index(fields=['object_type', 'object_id'], name='audit_by_object')],
            },
        ),
        migrations.CreateModel(
            name='AdminGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('SA', 'system administrator'), ('RA', 'role administrator'), ('AU', 'auditor')], max_length=2)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('countersign', models.ForeignKey(help_text='Empty only for the three made by `huisheng init`.', null=True, on_delete=django.db.models.deletion.PROTECT, to='organisation.countersign')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='admin_grants', to='organisation.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('until_on__isnull', True)), fields=('person',), name='one_admin_role_a_person')],
            },
        ),
        migrations.AddField(
            model_name='account',
            name='person',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='account', to='organisation.person'),
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                ('short_name', models.CharField(blank=True, max_length=60, verbose_name='short name')),
                ('kind', models.CharField(choices=[('district', 'district'), ('subdistrict', 'sub-district'), ('community', 'community'), ('department', 'department'), ('cluster', 'industrial cluster'), ('enterprise', 'enterprise'), ('school', 'school'), ('institution', 'public institution'), ('other', 'other')], max_length=12, verbose_name='kind')),
                ('path', models.CharField(editable=False, help_text='Codes from the root, each closed by /.', max_length=255, unique=True)),
                ('rank', models.PositiveIntegerField(default=0, verbose_name='order')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='ended on')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='organisation.unit')),
            ],
            options={
                'ordering': ['rank', 'code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='unit_not_its_own_parent')],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='post')),
                ('title_en', models.CharField(blank=True, max_length=200, verbose_name='post in English')),
                ('rank', models.PositiveIntegerField(help_text='1 comes first.', verbose_name='rank')),
                ('from_on', models.DateField(verbose_name='from')),
                ('until_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='organisation.body')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='organisation.person')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='organisation.unit')),
            ],
            options={
                'ordering': ['rank', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('unit__isnull', False), ('body__isnull', False), _connector='OR'), name='post_somewhere'), models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gte', models.F('from_on')), _connector='OR'), name='post_ends_after_it_begins')],
            },
        ),
        migrations.AddField(
            model_name='person',
            name='unit',
            field=models.ForeignKey(help_text='The home unit.', on_delete=django.db.models.deletion.PROTECT, related_name='people', to='organisation.unit'),
        ),
        migrations.AddField(
            model_name='body',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bodies', to='organisation.unit'),
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(help_text='The registered name of the work.', max_length=60)),
                ('campaign_id', models.BigIntegerField(null=True)),
                ('arguments', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('queued', 'queued'), ('running', 'running'), ('stopped', 'stopped'), ('done', 'done'), ('failed', 'failed')], default='queued', max_length=8)),
                ('done_count', models.PositiveBigIntegerField(default=0)),
                ('total_count', models.PositiveBigIntegerField(null=True)),
                ('cursor', models.JSONField(default=dict)),
                ('stop_asked', models.BooleanField(default=False)),
                ('lease', models.CharField(blank=True, help_text='Token of the worker that holds it.', max_length=32)),
                ('leased_until', models.DateTimeField(null=True)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('result', models.JSONField(default=dict)),
                ('error', models.JSONField(default=dict, help_text='A code and its facts; worded when shown.')),
                ('queued_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.person')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'id'], name='job_by_state')],
            },
        ),
    ]
