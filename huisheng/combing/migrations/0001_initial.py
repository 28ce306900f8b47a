import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('campaign', '0001_initial'),
        ('listening', '0001_initial'),
        ('organisation', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                ('code', models.SlugField(max_length=60)),
                ('words', models.JSONField(default=list)),
                ('rank', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['rank', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(help_text='Running number within the campaign.')),
                ('act', models.CharField(choices=[('place', 'placed'), ('move', 'moved'), ('set_aside', 'set aside'), ('release', 'put back to waiting'), ('split', 'split'), ('open', 'new finding'), ('merge', 'merged'), ('name', 'named'), ('classify', 'classified'), ('about_person', 'marked as about a person'), ('answer', 'question answered'), ('withdraw', 'import withdrawn'), ('undo', 'taken back')], max_length=15)),
                ('at', models.DateTimeField()),
                ('changes', models.JSONField(help_text='What it changed, before and after, enough to replay and to undo.')),
                ('by', models.ForeignKey(help_text="Empty: an import's own act.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.person')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='campaign.campaign')),
                ('undoes', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='combing.decision')),
            ],
            options={
                'indexes': [models.Index(fields=['campaign', 'by', '-number'], name='decision_by_person')],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'number'), name='decision_number')],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='Shown with four digits; never used again.')),
                ('kind', models.CharField(choices=[('problem', 'problem'), ('suggestion', 'suggestion')], max_length=10)),
                ('headline_start', models.PositiveIntegerField()),
                ('headline_end', models.PositiveIntegerField()),
                ('headline', models.CharField(help_text='The quoted words, unmasked; a projection of the span.', max_length=200)),
                ('scope', models.CharField(choices=[('individual', "one unit's own"), ('common', 'common')], default='individual', max_length=10)),
                ('is_about_person', models.BooleanField(default=False, help_text='Kept apart (涉及个人).')),
                ('passage_count', models.PositiveIntegerField(default=0, help_text='A projection of placements.')),
                ('revision', models.PositiveIntegerField(default=1, help_text='Grows with each decision on it: two clerks never overwrite.')),
                ('opened_on', models.DateField()),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='campaign.campaign')),
                ('headline_statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='listening.statement')),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='combing.finding')),
                ('unit', models.ForeignKey(blank=True, help_text='Responsible.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['campaign', 'kind', 'number'], name='finding_by_kind')],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'number'), name='finding_number'), models.CheckConstraint(condition=models.Q(('headline_end__gt', models.F('headline_start'))), name='headline_not_empty')],
            },
        ),
        migrations.CreateModel(
            name='FindingList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('frozen_on', models.DateField()),
                ('decision_number', models.PositiveBigIntegerField(help_text='The log up to here made it.')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.person')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='finding_lists', to='campaign.campaign')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'number'), name='finding_list_number')],
            },
        ),
        migrations.CreateModel(
            name='FindingListEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('problem', 'problem'), ('suggestion', 'suggestion')], max_length=10)),
                ('headline', models.CharField(max_length=200)),
                ('passage_ids', models.JSONField(help_text='The passages it held, sorted.')),
                ('passage_count', models.PositiveIntegerField()),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='combing.finding')),
                ('finding_list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='combing.findinglist')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('finding_list', 'finding'), name='entry_once')],
            },
        ),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('is_urgent', models.BooleanField(default=False)),
                ('campaign', models.ForeignKey(help_text='Empty while its import is staged: it lies on no desk yet.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='passages', to='campaign.campaign')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passages', to='listening.statement')),
            ],
            options={
                'indexes': [models.Index(fields=['campaign', 'id'], name='passage_by_campaign')],
                'constraints': [models.UniqueConstraint(fields=('statement', 'start'), name='passage_starts_once'), models.UniqueConstraint(fields=('statement', 'end'), name='passage_ends_once'), models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='passage_not_empty')],
            },
        ),
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(blank=True, choices=[('blank', 'says nothing to act on'), ('praise', 'praise or thanks'), ('unclear', 'cannot be understood'), ('out_of_remit', 'not within the remit'), ('case', 'an individual case, passed on'), ('duplicate', 'handed in twice'), ('keyed_wrongly', 'keyed wrongly, keyed anew'), ('withdrawn', 'its workbook was withdrawn'), ('other', 'other, see note')], max_length=15)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='campaign.campaign')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='combing.decision')),
                ('finding', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='combing.finding')),
                ('passage', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='placement', to='combing.passage')),
            ],
            options={
                'indexes': [models.Index(fields=['campaign', 'reason'], name='placement_by_reason')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('finding__isnull', False), ('reason', '')), models.Q(('finding__isnull', True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='placed_or_set_aside')],
            },
        ),
        migrations.CreateModel(
            name='ProposedGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveIntegerField(help_text='Order in the queue: the most decisions saved first.')),
                ('confidence', models.FloatField(help_text='0 = a coin toss, 1 = certain.')),
                ('kind', models.CharField(blank=True, choices=[('problem', 'problem'), ('suggestion', 'suggestion')], max_length=10)),
                ('hints', models.JSONField(default=dict, help_text='Category per scheme, scope, headline span, set-aside reason; each with its confidence.')),
                ('targets', models.JSONField(default=list, help_text='Up to three findings it may join: finding, confidence, what is the same, what differs.')),
                ('is_urgent', models.BooleanField(default=False)),
                ('passage_count', models.PositiveIntegerField(default=0)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposed_groups', to='campaign.campaign')),
                ('job', models.ForeignKey(help_text='The run that proposed it.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.job')),
            ],
            options={
                'ordering': ['-is_urgent', 'rank', 'id'],
                'indexes': [models.Index(fields=['campaign', '-is_urgent', 'rank'], name='group_queue')],
            },
        ),
        migrations.CreateModel(
            name='ProposedMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('confidence', models.FloatField()),
                ('rank', models.PositiveIntegerField(default=0)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='combing.proposedgroup')),
                ('passage', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='proposed', to='combing.passage')),
            ],
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score', models.FloatField(help_text='Asking priority.')),
                ('differs', models.CharField(blank=True, help_text='What may be different: place, road, school …', max_length=60)),
                ('same', models.BooleanField(help_text='The answer; empty while open.', null=True)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='campaign.campaign')),
                ('passage_a', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='combing.passage')),
                ('passage_b', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='combing.passage')),
            ],
            options={
                'indexes': [models.Index(fields=['campaign', 'same', '-score'], name='question_queue')],
                'constraints': [models.UniqueConstraint(fields=('passage_a', 'passage_b'), name='pair_asked_once')],
            },
        ),
        migrations.CreateModel(
            name='Redaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('reason', models.CharField(help_text='name, contact, place, health, other', max_length=20)),
                ('state', models.CharField(choices=[('proposed', 'waiting for a second person'), ('approved', 'masked'), ('declined', 'declined')], default='proposed', max_length=10)),
                ('made_at', models.DateTimeField()),
                ('reviewed_at', models.DateTimeField(null=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.person')),
                ('reviewed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.person')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='redactions', to='listening.statement')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='redaction_not_empty'), models.CheckConstraint(condition=models.Q(('reviewed_by__isnull', True), models.Q(('reviewed_by', models.F('made_by')), _negated=True), _connector='OR'), name='redaction_reviewed_by_another')],
            },
        ),
        migrations.CreateModel(
            name='Scheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                ('code', models.SlugField(max_length=40)),
                ('rank', models.PositiveSmallIntegerField(default=0)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='schemes', to='campaign.campaign')),
            ],
            options={
                'ordering': ['rank', 'id'],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'code'), name='scheme_code')],
            },
        ),
        migrations.CreateModel(
            name='Classification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='classifications', to='combing.category')),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='classifications', to='combing.finding')),
                ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='combing.scheme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('finding', 'scheme'), name='one_category_a_scheme')],
            },
        ),
        migrations.AddField(
            model_name='category',
            name='scheme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='categories', to='combing.scheme'),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.UniqueConstraint(fields=('scheme', 'code'), name='category_code'),
        ),
    ]
