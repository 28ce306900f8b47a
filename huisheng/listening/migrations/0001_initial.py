import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('campaign', '0001_initial'),
        ('organisation', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SourceFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('size', models.PositiveBigIntegerField(help_text='bytes')),
                ('kind', models.CharField(help_text='As sniffed from its content.', max_length=20)),
            ],
        ),
        migrations.CreateModel(
            name='FormVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(help_text='opinion-form or questionnaire: its name in addresses.', max_length=40)),
                ('number', models.PositiveIntegerField()),
                ('definition', models.JSONField(help_text='A FormDefinition of crafts.form.')),
                ('published_on', models.DateField(blank=True, null=True)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='form_versions', to='campaign.campaign')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'code', 'number'), name='form_version_number')],
            },
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_name', models.CharField(help_text="As the clerk's machine called it.", max_length=255)),
                ('sheet', models.CharField(blank=True, max_length=120)),
                ('state', models.CharField(choices=[('mapping', 'columns to be matched'), ('staged', 'being taken in'), ('kept', 'taken in'), ('failed', 'not taken in'), ('withdrawn', 'withdrawn')], default='mapping', max_length=10)),
                ('mapping', models.JSONField(default=dict, help_text='Column number → what it holds; header row; defaults.')),
                ('rows_raw', models.PositiveIntegerField(default=0, help_text='Counted independently in the raw bytes.')),
                ('rows_kept', models.PositiveIntegerField(default=0)),
                ('rows_ignored', models.PositiveIntegerField(default=0, help_text='Titles, header, sums, signatures, empty.')),
                ('content_hash', models.CharField(blank=True, help_text='Over the sorted hashes of its rows.', max_length=64)),
                ('received_on', models.DateField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.person')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='campaign.campaign')),
                ('job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.job')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='listening.sourcefile')),
            ],
        ),
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('workbook', 'workbook'), ('inbox', 'public page'), ('minutes', 'minutes'), ('keyed', 'keyed at the desk')], max_length=10)),
                ('sealed_on', models.DateField()),
                ('count', models.PositiveIntegerField(help_text='Leaves: one for each statement, one for a submission without any.')),
                ('root', models.CharField(max_length=64)),
                ('previous', models.CharField(max_length=64)),
                ('link', models.CharField(max_length=64, unique=True)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='campaign.campaign')),
                ('imported', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='batch', to='listening.import')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'number'), name='batch_number')],
            },
        ),
        migrations.CreateModel(
            name='Inbox',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('receipt_mac', models.CharField(max_length=64, unique=True)),
                ('content_hash', models.CharField(max_length=64)),
                ('payload', models.JSONField()),
                ('is_urgent', models.BooleanField(default=False)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaign.campaign')),
            ],
        ),
        migrations.CreateModel(
            name='Occasion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('symposium', 'symposium'), ('visit', 'visit'), ('box', 'opinion box'), ('meeting', 'meeting')], max_length=10)),
                ('number', models.PositiveIntegerField(help_text='Running number within its kind.')),
                ('title', models.CharField(max_length=200)),
                ('held_on', models.DateField()),
                ('from_at', models.TimeField(blank=True, null=True)),
                ('until_at', models.TimeField(blank=True, null=True)),
                ('place', models.CharField(blank=True, max_length=120)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='occasions', to='campaign.campaign')),
                ('chair', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.person')),
                ('recorder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.person')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='occasions', to='organisation.unit')),
            ],
            options={
                'ordering': ['held_on', 'id'],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'kind', 'number'), name='occasion_number')],
            },
        ),
        migrations.CreateModel(
            name='IssueRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('questionnaire', 'questionnaire'), ('opinion_form', 'opinion form'), ('evaluation_set', 'evaluation set')], max_length=15)),
                ('issued_on', models.DateField()),
                ('issued_count', models.PositiveIntegerField()),
                ('returned_count', models.PositiveIntegerField(blank=True, null=True)),
                ('valid_count', models.PositiveIntegerField(blank=True, null=True)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='issue_records', to='campaign.campaign')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit')),
                ('occasion', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='issue_records', to='listening.occasion')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_count__isnull', True), ('valid_count__lte', models.F('returned_count')), _connector='OR'), name='valid_at_most_returned'), models.CheckConstraint(condition=models.Q(('returned_count__isnull', True), ('returned_count__lte', models.F('issued_count')), _connector='OR'), name='returned_at_most_issued')],
            },
        ),
        migrations.CreateModel(
            name='ReturnedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row_number', models.PositiveIntegerField()),
                ('reason', models.CharField(max_length=40)),
                ('detail', models.JSONField(default=dict)),
                ('cells', models.JSONField(default=list)),
                ('imported', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='returned_rows', to='listening.import')),
            ],
            options={
                'ordering': ['row_number'],
                'constraints': [models.UniqueConstraint(fields=('imported', 'row_number'), name='row_returned_once')],
            },
        ),
        migrations.CreateModel(
            name='Sector',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                ('code', models.CharField(max_length=30)),
                ('rank', models.PositiveSmallIntegerField(default=0)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sectors', to='campaign.campaign')),
            ],
            options={
                'ordering': ['rank', 'id'],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'code'), name='sector_code')],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('head_count', models.PositiveIntegerField()),
                ('occasion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendance', to='listening.occasion')),
                ('sector', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='listening.sector')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('occasion', 'sector'), name='attendance_once_a_sector')],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('source_row', models.PositiveIntegerField(help_text='Row of the workbook, paragraph of the minutes.', null=True)),
                ('channel', models.CharField(choices=[('symposium', 'symposium'), ('opinion_form', 'opinion form'), ('questionnaire', 'questionnaire'), ('web', 'web page'), ('visit', 'visit'), ('letter', 'letter'), ('other', 'other')], max_length=15)),
                ('day', models.DateField(null=True)),
                ('answers', models.JSONField(default=dict, help_text='Closed questions: question → choice codes.')),
                ('may_quote', models.BooleanField(default=False, help_text='The speaker allows quotation after mask review.')),
                ('is_urgent', models.BooleanField(default=False, help_text='The speaker marked danger to life.')),
                ('batch', models.ForeignKey(help_text='Empty if it came by workbook.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='listening.batch')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='campaign.campaign')),
                ('form_version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='listening.formversion')),
                ('imported', models.ForeignKey(help_text="Its batch is the import's.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='listening.import')),
                ('occasion', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='listening.occasion')),
                ('sector', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='listening.sector')),
            ],
            options={
                'indexes': [models.Index(fields=['campaign', 'channel'], name='submission_by_channel')],
                'constraints': [models.UniqueConstraint(fields=('imported', 'source_row'), name='row_imported_once'), models.CheckConstraint(condition=models.Q(models.Q(('batch__isnull', True), ('imported__isnull', False)), models.Q(('batch__isnull', False), ('imported__isnull', True)), _connector='OR'), name='submission_in_one_batch')],
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('ordinal', models.PositiveSmallIntegerField(default=1)),
                ('title', models.CharField(blank=True, help_text='A subject line given with it, verbatim.', max_length=500)),
                ('text', models.TextField()),
                ('sha256', models.CharField(max_length=64)),
                ('question', models.CharField(blank=True, help_text="The form's question it answers.", max_length=60)),
                ('addressee_unit', models.ForeignKey(help_text='Whom it is about.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaign.campaign')),
                ('replaces', models.ForeignKey(help_text='Keyed anew for one keyed wrongly.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='listening.statement')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='listening.submission')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('submission', 'ordinal'), name='statement_ordinal')],
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('mac', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('content_hash', models.CharField(max_length=64)),
                ('shows_words', models.BooleanField(default=False, help_text='The sender ticked that this page shows the words.')),
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='receipt', to='listening.submission')),
            ],
        ),
        migrations.CreateModel(
            name='ColumnLayout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signature', models.CharField(max_length=64)),
                ('mapping', models.JSONField()),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaign.campaign')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'signature'), name='layout_once')],
            },
        ),
    ]
