# SPDX-License-Identifier: Apache-2.0
# Tasks: listed, made, changed, completed and deleted; recurring ones too.

use strict;
use warnings;
use utf8;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;

use MCP::Groupware;
use MCP::Test;

plan skip_all => 'SKIP: this Nextcloud has no tasks' unless has_tool('list_tasks');

my $id     = unique('mcp-todo');
my $events = unique('mcp-only-events');
my $name   = unique('Liste #1 & ü') . " \x{1F600}";
my $title  = "Müll #1 & <mehr>, ja; \x{1F600}";
END { local $?; remove_calendar($_) for grep {defined} $id, $events }

ok(make_calendar($id, $name, ['VTODO']), 'a calendar for tasks');
ok(make_calendar($events, $events, ['VEVENT']), 'one that takes none');

sub listed {
    my (%args) = @_;
    my $data = gives(tool(list_tasks => { calendar_name => $id, %args }), 'list_tasks');
    return map { $_->{uid} => $_ } @{ $data->{tasks} };
}

subtest 'definitions' => sub {
    ok(has_tool('list_tasks')->{annotations}{readOnlyHint}, 'list_tasks only reads');
    ok(has_tool($_) && $_, "$_ is there") for qw(add_task complete_task);
};

my $uid;

subtest 'add_task' => sub {
    my %task = (calendar_name => $name, title => $title, description => "a\nb, c",
        due_date => '2031-03-10', due_time => '02:30 PM', timezone => 'Europe/Berlin');
    my $data = gives(tool(add_task => {%task}), 'with everything');
    $uid = $data->{uid};
    is($data->{summary},  $title,         'its title');
    is($data->{status},   'NEEDS-ACTION', 'its status');
    is($data->{calendar}, $name,          'its calendar');
    my ($text) = objects($id);
    like($text, qr/^DUE;TZID=Europe\/Berlin:20310310T143000$/m, 'due in its zone');
    like($text, qr/^STATUS:NEEDS-ACTION$/m, 'with a status');
    like($text, qr/^DESCRIPTION:a\\nb\\, c/m, 'and its text');
    $data = gives(tool(add_task => { calendar_name => $id, title => 'Day', description => '',
                due_date => '2031-03-09', due_time => undef, timezone => undef }), 'due on a day');
    is($data->{due}, '2031-03-09', 'is a date');
    gives(tool(add_task => { calendar_name => $id, title => 'Some day', description => '' }),
        'never due');
    faults(tool(add_task => { %task, calendar_name => $events }),
        qr/no calendar for tasks.*\Q$name\E/s, 'a calendar without tasks: others are named');
    faults(tool(add_task => { %task, due_time => '14h' }), qr/due_time/, 'no time');
    faults(tool(add_task => { %task, due_date => 'soon' }), qr/due_date/, 'no date');
    faults(tool(add_task => { calendar_name => $id, title => 'x', description => '',
                due_time => '10:00' }), qr/needs a due_date/, 'a time without a day');
};

subtest 'list_tasks' => sub {
    my $data = gives(tool(list_tasks => { calendar_name => $name }), 'of one calendar');
    is_deeply([ map { $_->{summary} } @{ $data->{tasks} } ], [ 'Day', $title, 'Some day' ],
        'by due date');
    ok((grep { $_->{uid} eq $uid } @{ gives(tool(list_tasks => {}), 'of all')->{tasks} }),
        'have it');
    my %found = listed(due_after => '2031-03-10', due_before => '2031-03-10');
    is_deeply([ keys %found ], [$uid], 'due on a day');
    is_deeply({ listed(filter_status => 'COMPLETED') }, {}, 'none is completed');
    faults(tool(list_tasks => { filter_status => 'DONE' }), qr/filter_status/, 'no status');
    faults(tool(list_tasks => { calendar_name => 'nope-' . time }), qr/no calendar/, 'no calendar');
};

subtest 'update_task' => sub {
    offers(qw(update_task));
    ok(put_object(cal_url("$id/foreign.ics"), 'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//x//EN',
        'BEGIN:VTODO', 'UID:foreign', 'DTSTAMP:20260101T000000Z', 'SUMMARY:Old',
        'X-APPLE-SORT-ORDER:42', 'RELATED-TO:' . $uid, 'DUE;VALUE=DATE:20310401', 'END:VTODO',
        'END:VCALENDAR'), "another program's task");
    my %task = (calendar_name => $id, task_uid => 'foreign');
    my $data = gives(tool(update_task => { %task, title => 'Neu ü', priority => 9 }), 'a title');
    is_deeply([ @$data{qw(summary priority due)} ], [ 'Neu ü', 9, '2031-04-01' ], 'is changed');
    my $text = get_object(cal_url("$id/foreign.ics"));
    like($text, qr/^\Q$_\E$/m, "kept: $_")
        for 'X-APPLE-SORT-ORDER:42', "RELATED-TO:$uid", 'DUE;VALUE=DATE:20310401';
    $data = gives(tool(update_task => { %task, due_date => '', status => 'IN-PROCESS' }), 'no due date');
    ok(!exists $data->{due}, 'is none');
    is($data->{status}, 'IN-PROCESS', 'begun');
    faults(tool(update_task => { %task, due_date => '1.4.31' }), qr/due_date/, 'no date');
    faults(tool(update_task => { %task, priority => 10 }), qr/priority/, 'no priority');
    faults(tool(update_task => { %task, task_uid => 'none', title => 'x' }),
        qr/no task with the uid "none"/, 'a missing one');
    faults(tool(update_task => { %task, due_date => '2031-04-01', timezone => 'Nowhere' }),
        qr/timezone/, 'no zone');
};

subtest 'complete_task' => sub {
    my %task = (calendar_name => $name, task_uid => $uid);
    my $data = gives(tool(complete_task => {%task}), 'a task');
    is($data->{status}, 'COMPLETED', 'is done');
    my ($text) = grep {/UID:\Q$uid\E$/m} objects($id);
    like($text, qr/^COMPLETED:\d{8}T\d{6}Z$/m, 'since when');
    like($text, qr/^PERCENT-COMPLETE:100$/m, 'wholly');
    ok(!{ listed() }->{$uid}, 'is not open any more');
    ok({ listed(filter_status => 'COMPLETED') }->{$uid}, 'but completed');
    faults(tool(complete_task => { %task, task_uid => 'none' }), qr/no task/, 'a missing one');
};

subtest 'reopening' => sub {
    offers(qw(update_task.status complete_task.occurrence));
    my %task = (calendar_name => $name, task_uid => $uid);
    my $data = gives(tool(update_task => { %task, status => 'NEEDS-ACTION' }), 'reopened');
    ok(!exists $data->{completed} && { listed() }->{$uid}, 'it is open again');
    faults(tool(complete_task => { %task, occurrence => '2031-03-10' }), qr/does not repeat/,
        'no series');
};

subtest 'a recurring task' => sub {
    offers(qw(add_task.recurrence complete_task.occurrence delete_task));
    faults(tool(add_task => { calendar_name => $id, title => 'x', description => '',
                recurrence => 'FREQ=DAILY' }), qr/needs a due_date/, 'from nothing');
    my $data = gives(tool(add_task => { calendar_name => $id, title => 'Gießen', description => '',
                due_date => '2031-05-05', recurrence => 'FREQ=WEEKLY;COUNT=3' }), 'is made');
    my %task = (calendar_name => $id, task_uid => $data->{uid});
    is($data->{occurrence}, '2031-05-05', 'the first is next');
    $data = gives(tool(complete_task => {%task}), 'one done');
    is($data->{due}, '2031-05-12', 'the second is next');
    is({ listed() }->{ $task{task_uid} }{due}, '2031-05-12', 'in the list, too');
    $data = gives(tool(complete_task => { %task, occurrence => '2031-05-19' }), 'the third');
    is($data->{due}, '2031-05-12', 'leaves the second');
    faults(tool(complete_task => { %task, occurrence => '2031-05-20' }), qr/no occurrence/, 'no such');
    gives(tool(complete_task => { %task, occurrence => 'all' }), 'all of it');
    ok(!{ listed() }->{ $task{task_uid} }, 'is done');
    gives(tool(delete_task => {%task}), 'and deleted');
};

subtest 'delete_task' => sub {
    offers(qw(delete_task));
    my %task = (calendar_name => $name, task_uid => $uid);
    is(gives(tool(delete_task => {%task}), 'a task')->{deleted}, $uid, 'says which');
    faults(tool(delete_task => {%task}), qr/no task/, 'again');
    faults(tool(delete_task => { calendar_name => $name }), qr/task_uid/, 'none');
};

done_testing();
