# SPDX-License-Identifier: Apache-2.0
# Events: made, found, changed and deleted; series and single occurrences;
# invitations and free times.

use strict;
use warnings;
use utf8;

use FindBin;
use lib "$FindBin::Bin/lib";

use POSIX qw(strftime);
use Test::More;

use MCP::Groupware;
use MCP::Test;

plan skip_all => 'SKIP: this Nextcloud has no calendars' unless has_tool('list_calendars');

my $id    = unique('mcp-cal');
my $twin  = unique('mcp-twin');
my $name  = unique('Büro #1 & <Team>') . " \x{1F600}";
my $title = 'Frühstück #1, mit; Käse & <Brot> ' . "\x{1F600}";
END { local $?; remove_calendar($_) for grep {defined} $id, $twin }

ok(make_calendar($id, $name, [qw(VEVENT VTODO)]), 'a calendar for the tests');

# Rolling dates, since Nextcloud has free times of the future only.
sub day {
    my ($offset) = @_;
    return strftime('%Y-%m-%d', gmtime(time + $offset * 86_400));
}

my $zone;

subtest 'definitions' => sub {
    ok(has_tool($_) && has_tool($_)->{annotations}{readOnlyHint}, "$_ only reads")
        for grep { has_tool($_) } qw(list_calendars list_events get_event
        find_free_time_slot_in_calendar);
    ok(has_tool('schedule_event'), 'schedule_event is there');
    ok(!has_tool($_) || has_tool($_)->{annotations}{openWorldHint}, "$_ writes to attendees")
        for qw(schedule_event update_event delete_event);
    my $properties = has_tool('schedule_event')->{inputSchema}{properties};
    ok($properties->{$_}, "schedule_event takes $_")
        for qw(calendar_name title description start_date end_date attendees
        start_time end_time location timezone);
};

subtest 'list_calendars' => sub {
    my $data = gives(tool(list_calendars => {}), 'all');
    my ($mine) = grep { $_->{id} eq $id } @{ $data->{calendars} };
    is($mine->{name}, $name, 'its name');
    is_deeply($mine->{components}, [qw(VEVENT VTODO)], 'what it takes');
    ok($mine->{writable}, 'can be written to');
    ok(!(grep { $_->{id} =~ /^(?:inbox|outbox|trashbin)$/ } @{ $data->{calendars} }),
        'no in- and outbox');
    $zone = $data->{timezone};
    ok($zone, "the user's time zone: $zone");
};

my $uid;

subtest 'schedule_event' => sub {
    my %event = (
        calendar_name => $name,        title      => $title,
        description   => "Zeile 1\nZeile 2; mit, Zeichen",
        start_date    => '2031-03-10', end_date   => '2031-03-10',
        start_time    => '09:30 AM',   end_time   => '2:15 pm',
        location      => 'Küche, 2. OG', timezone => 'Europe/Berlin',
        attendees     => undef,
    );
    my $data = gives(tool(schedule_event => \%event), 'with a time zone');
    $uid = $data->{uid};
    ok($uid, 'tells the uid');
    is($data->{calendar}, $name,  'its calendar');
    is($data->{title},    $title, 'its title');
    my ($text) = objects($id);
    like($text, qr/^DTSTART;TZID=Europe\/Berlin:20310310T093000$/m, 'the start, in its zone');
    like($text, qr/^DTEND;TZID=Europe\/Berlin:20310310T141500$/m, 'the end');
    like($text, qr/^BEGIN:VTIMEZONE\nTZID:Europe\/Berlin$/m, 'with the time zone');
    like($text, qr/^DESCRIPTION:Zeile 1\\nZeile 2\\; mit\\, Zeichen(\\n|$)/m, 'the text, escaped');
    unlike($text, qr/^(?:ORGANIZER|ATTENDEE)/m, 'nobody is invited');
    ok(length $text < 2500, 'a short time zone');

    faults(tool(schedule_event => { %event, calendar_name => "no-$name" }),
        qr/no calendar.*\Q$name\E/s, 'a missing calendar names those that are there');
    faults(tool(schedule_event => { %event, end_time => '09:30 AM' }),
        qr/not after its start/, 'an end that is no end');
    faults(tool(schedule_event => { %event, end_time => undef }),
        qr/both start_time and end_time/, 'half a time');
    faults(tool(schedule_event => { %event, start_time => '25:00' }), qr/start_time/, 'no time');
    faults(tool(schedule_event => { %event, start_date => '10.3.2031' }), qr/start_date/, 'no date');
    faults(tool(schedule_event => { %event, timezone => 'Middle/Earth' }), qr/timezone/, 'no zone');
    faults(tool(schedule_event => { %event, attendees => ["a\@b.c\r\nX:y"] }),
        qr/attendees/, 'no address');
    faults(tool(schedule_event => { %event, recurrence => 'every day' }), qr/recurrence/, 'no rule');
    is(scalar(my @all = objects($id)), 1, 'and none of these left anything');
};

subtest 'whole days' => sub {
    my %event = (calendar_name => $id, title => 'Urlaub', description => '',
        start_date => '2031-07-01', end_date => '2031-07-03');
    my $data = gives(tool(schedule_event => \%event), 'three days');
    is_deeply([ @$data{qw(start end)} ], [qw(2031-07-01 2031-07-03)], 'first and last');
    ok($data->{all_day}, 'are whole');
    my ($text) = grep {/SUMMARY:Urlaub/} objects($id);
    like($text, qr/^DTSTART;VALUE=DATE:20310701$/m, 'a date');
    like($text, qr/^DTEND;VALUE=DATE:20310704$/m, 'the day after the last');
    unlike($text, qr/VTIMEZONE|^DESCRIPTION/m, 'no zone, no empty text');
};

subtest 'names' => sub {
    SKIP: {
        skip('SKIP: no second calendar', 3) if !make_calendar($twin, $name, ['VEVENT']);
        my %event = (title => 'x', description => '', start_date => '2031-07-01',
            end_date => '2031-07-01');
        my $result = tool(schedule_event => { %event, calendar_name => $name });
        faults($result, qr/More than one calendar/, 'a name that two have');
        like($result->text, qr/\Q$id\E.*\Q$twin\E|\Q$twin\E.*\Q$id\E/s, 'both are named');
        gives(tool(list_events => { calendar_name => $twin, start_date => '2031-07-01' }),
            'an id means one');
        remove_calendar($twin);
        undef $twin;
    }
};

my $series;

subtest 'a series' => sub {
    offers(qw(schedule_event.recurrence update_event delete_event get_event));
    # Over the change of the clocks on 30 March 2031.
    my $data = gives(
        tool(schedule_event => {
            calendar_name => $id, title => 'Jour fixe', description => 'weekly',
            start_date => '2031-03-25', end_date => '2031-03-25', start_time => '10:00',
            end_time => '11:00', timezone => 'Europe/Berlin',
            recurrence => 'RRULE:FREQ=WEEKLY;COUNT=4'
        }), 'is made');
    $series = $data->{uid};
    my %range = (calendar_name => $id, start_date => '2031-03-24', end_date => '2031-04-30');
    my @events = @{ gives(tool(list_events => {%range}), 'is expanded')->{events} };
    is(scalar @events, 4, 'four times');
    my @days = map { substr $_->{occurrence}, 0, 10 } @events;
    is_deeply(\@days, [qw(2031-03-25 2031-04-01 2031-04-08 2031-04-15)], 'on these days');
    my ($text) = grep {/Jour fixe/} objects($id);
    like($text, qr/^RRULE:FREQ=WEEKLY;COUNT=4$/m, 'with its rule');

    my %one = (calendar_name => $id, event_uid => $series, occurrence => $events[1]{occurrence});
    $data = gives(tool(update_event => { %one, title => 'Jour fixe, später', start_time => '15:00',
                timezone => 'Europe/Berlin' }),
        'one occurrence is moved');
    like($data->{start}, qr/^2031-04-01T/, 'on its day');
    gives(tool(delete_event => { %one, occurrence => '2031-04-08' }), 'another is deleted, by its day');
    @events = @{ gives(tool(list_events => {%range}), 'afterwards')->{events} };
    is_deeply([ map { $_->{title} } @events ],
        [ 'Jour fixe', 'Jour fixe, später', 'Jour fixe' ], 'three are left');
    $data = gives(tool(get_event => { calendar_name => $id, event_uid => $series }), 'get_event');
    is($data->{recurrence}, 'FREQ=WEEKLY;COUNT=4', 'the rule');
    is($data->{timezone},   'Europe/Berlin',       'the zone');
    is($data->{changed_occurrences}[0]{title}, 'Jour fixe, später', 'the changed one');
    ($text) = grep {/Jour fixe/} objects($id);
    like($text, qr/^RECURRENCE-ID;TZID=Europe\/Berlin:20310401T100000$/m, 'which it was');
    like($text, qr/^DTSTART;TZID=Europe\/Berlin:20310401T150000$/m, 'when it is');
    like($text, qr/^DTEND;TZID=Europe\/Berlin:20310401T160000$/m, 'as long as before');
    like($text, qr/^EXDATE;TZID=Europe\/Berlin:20310408T100000$/m, 'the deleted one');

    faults(tool(delete_event => { %one, occurrence => '2031-04-02' }), qr/no occurrence/, 'no such day');
    faults(tool(delete_event => { %one, occurrence => 'next' }), qr/occurrence/, 'no time');
    faults(tool(update_event => { %one, recurrence => 'FREQ=DAILY' }), qr/One occurrence/, 'a rule for one');
    gives(tool(update_event => { calendar_name => $id, event_uid => $series, start_time => '10:30',
                timezone => 'Europe/Berlin' }),
        'the whole series is moved');
    @events = @{ gives(tool(list_events => {%range}), 'then')->{events} };
    is(scalar @events, 3, 'still three');
    ($text) = grep {/Jour fixe/} objects($id);
    like($text, qr/^EXDATE;TZID=Europe\/Berlin:20310408T103000$/m, 'what was deleted stays deleted');
    gives(tool(delete_event => { calendar_name => $id, event_uid => $series }), 'and deleted');
};

subtest 'list_events' => sub {
    my %range = (start_date => '2031-03-09', end_date => '2031-03-11');
    my @events = @{ gives(tool(list_events => {%range}), 'in all calendars')->{events} };
    my ($mine) = grep { $_->{uid} eq $uid } @events;
    is($mine->{title}, $title, 'the title');
    is($mine->{calendar}, $name, 'the calendar');
    like($mine->{start}, qr/^2031-03-10T\d\d:30:00[+-]\d\d:\d\d$/, 'the start');
    ok(!exists $mine->{occurrence}, 'no series');
    @events = @{ gives(tool(list_events => { %range, search => 'KÄSE' }), 'a word')->{events} };
    is_deeply([ map { $_->{uid} } @events ], [$uid], 'finds it');
    is_deeply(gives(tool(list_events => { %range, search => 'xyzzy' }), 'another')->{events},
        [], 'does not');
    faults(tool(list_events => { start_date => '2031-03-11', end_date => '2031-03-10' }),
        qr/before/, 'a span that is none');
    faults(tool(list_events => { calendar_name => 'nope-' . time }), qr/no calendar/, 'no calendar');
};

subtest 'get_event' => sub {
    offers('get_event');
    my $data = gives(tool(get_event => { calendar_name => $name, event_uid => $uid }), 'one');
    like($data->{description}, qr/^Zeile 1\nZeile 2; mit, Zeichen/, 'the text');
    is($data->{location}, 'Küche, 2. OG', 'the place');
    faults(tool(get_event => { calendar_name => $name, event_uid => 'no-such' }),
        qr/no event with the uid "no-such"/, 'a missing one');
};

subtest 'update_event' => sub {
    offers(qw(update_event));
    my $path = cal_url("$id/foreign.ics");
    ok(put_object($path, 'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//x//EN', 'BEGIN:VEVENT',
        'UID:foreign', 'DTSTAMP:20260101T000000Z', 'DTSTART:20310510T090000Z', 'DURATION:PT1H',
        'SUMMARY:Old', 'X-ALT-DESC;FMTTYPE=text/html:<b>a\, b\; c</b>',
        'STRUCTURED-DATA;VALUE=TEXT:keep\, me', 'BEGIN:VALARM', 'ACTION:DISPLAY',
        'DESCRIPTION:ring', 'TRIGGER:-PT15M', 'END:VALARM', 'END:VEVENT', 'END:VCALENDAR'),
        "another program's event");
    my %event = (calendar_name => $id, event_uid => 'foreign');
    my $data = gives(tool(update_event => { %event, title => "New #1 ü & \x{1F600}" }), 'a title');
    is($data->{title}, "New #1 ü & \x{1F600}", 'is changed');
    my $text = get_object($path);
    like($text, qr/^\Q$_\E$/m, "kept: $_")
        for 'X-ALT-DESC;FMTTYPE=text/html:<b>a\, b\; c</b>', 'STRUCTURED-DATA;VALUE=TEXT:keep\, me',
        'TRIGGER:-PT15M', 'DTSTART:20310510T090000Z', 'DURATION:PT1H';
    like($text, qr/^SEQUENCE:1$/m, 'others are told that it is newer');
    $data = gives(tool(update_event => { %event, start_date => '2031-05-12', start_time => '11:00',
            timezone => 'Asia/Tokyo', location => 'Tōkyō' }), 'a start');
    $text = get_object($path);
    like($text, qr/^SEQUENCE:2$/m, 'newer still');
    like($text, qr/^DTSTART;TZID=Asia\/Tokyo:20310512T110000$/m, 'is where it should be');
    like($text, qr/^DTEND;TZID=Asia\/Tokyo:20310512T120000$/m, 'as long as before');
    like($text, qr/^BEGIN:VTIMEZONE$/m, 'with the zone');
    $data = gives(tool(update_event => { %event, end_time => '06:00', location => '',
                timezone => 'UTC' }), 'an end, elsewhere');
    $text = get_object($path);
    like($text, qr/^DTSTART:20310512T020000Z$/m, 'the same start');
    like($text, qr/^DTEND:20310512T060000Z$/m, 'another end');
    unlike($text, qr/^LOCATION/m, 'no place any more');
    faults(tool(update_event => { %event, end_date => '2031-05-01' }), qr/not after/, 'a bad end');
    faults(tool(update_event => { %event, event_uid => 'none' }), qr/no event/, 'a missing one');
    faults(tool(update_event => { %event, occurrence => '2031-05-12', title => 'x' }),
        qr/does not repeat/, 'no series');
};

subtest 'invitations' => sub {
    offers(qw(update_event get_event delete_event));
    SKIP: {
        need_user('bob', 4);
        my $mail = 'bob@example.test';
        my %event = (calendar_name => $id, title => 'Mit Bob', description => 'x',
            start_date => day(9), end_date => day(9), start_time => '10:00', end_time => '11:00');
        my $result = tool(schedule_event => { %event, attendees => [ $mail, 'out@example.test' ] });
        skip('SKIP: ' . $result->text, 4) if $result->is_error && $result->text =~ /own account/;
        my $data = gives($result, 'bob is invited');
        my ($text) = grep {/Mit Bob/} objects($id);
        like($text, qr/^ORGANIZER;CN=[^:]+:mailto:/m, 'with an organizer');
        like($text, qr/^ATTENDEE;[^:]*RSVP=TRUE[^:]*:mailto:bob\@example\.test$/m, 'with bob');
        my %range = (start_date => day(9), end_date => day(9));
        my ($his) = grep { $_->{title} eq 'Mit Bob' }
            @{ gives(tool(list_events => {%range}, user => 'bob'), "bob's calendars")->{events} };
        SKIP: {
            skip("SKIP: $mail is not bob here", 4) if !$his;
            ok($his, 'have it');
            my %his = (calendar_name => $his->{calendar}, event_uid => $his->{uid});
            faults(tool(update_event => { %his, title => 'Mine' }, user => 'bob'),
                qr/was arranged by/, 'he cannot change it');
            is(gives(tool(get_event => {%his}, user => 'bob'), 'he reads it')->{organizer}{email},
                gives(tool(get_event => { calendar_name => $id, event_uid => $data->{uid} }), 'alice')
                    ->{organizer}{email}, 'who invites');
            gives(tool(delete_event => {%his}, user => 'bob'), 'he declines it');
        }
        gives(tool(update_event => { calendar_name => $id, event_uid => $data->{uid},
                    attendees => [] }), 'uninvited');
        ($text) = grep {/Mit Bob/} objects($id);
        unlike($text, qr/^ATTENDEE.*(?:bob|out)\@/m, 'nobody but her is left');
        gives(tool(delete_event => { calendar_name => $id, event_uid => $data->{uid} }), 'over');
    }
};

subtest 'find_free_time_slot_in_calendar' => sub {
    offers(qw(find_free_time_slot_in_calendar));
    my %find = (participants => [], slot_duration => 2, start_time => day(20), end_time => day(30),
        working_hours => '09:00-15:00');
    my $result = tool(find_free_time_slot_in_calendar => {%find});
    SKIP: {
        skip('SKIP: ' . $result->text, 6) if $result->is_error && $result->text =~ /own account/;
        my $data = gives($result, 'alone');
        my $day = substr $data->{slots}[0]{start}, 0, 10;
        is($data->{timezone}, $zone, 'in her zone');
        is(scalar @{ $data->{slots} }, 3, 'three slots');
        my $event = gives(tool(schedule_event => { calendar_name => $id, title => 'busy',
                    description => '', start_date => $day, end_date => $day,
                    start_time => '10:00', end_time => '11:10' }), 'an event');
        $data = gives(tool(find_free_time_slot_in_calendar => {%find}), 'around it');
        like($data->{slots}[0]{start}, qr/^${day}T11:30:00/, 'the next half hour');
        $data = gives(tool(find_free_time_slot_in_calendar =>
                    { %find, participants => ['nobody@nowhere.test'] }), 'with a stranger');
        is_deeply($data->{unknown_participants}, ['nobody@nowhere.test'], 'who is not known');
        faults(tool(find_free_time_slot_in_calendar => { %find, working_hours => '17-9' }),
            qr/working_hours/, 'no hours');
        faults(tool(find_free_time_slot_in_calendar => { %find, slot_duration => 25 }),
            qr/slot_duration/, 'more than a day');
        faults(tool(find_free_time_slot_in_calendar => { %find, participants => ['Bob'] }),
            qr/participants/, 'no address');
        faults(tool(find_free_time_slot_in_calendar => { %find, end_time => '2020-01-01' }),
            qr/future/, 'the past');
    }
};

subtest 'delete_event' => sub {
    offers(qw(delete_event));
    my %event = (calendar_name => $name, event_uid => $uid);
    is(gives(tool(delete_event => {%event}), 'an event')->{deleted}, $uid, 'says which');
    faults(tool(delete_event => {%event}), qr/no event/, 'again');
    faults(tool(delete_event => { calendar_name => $name }), qr/event_uid/, 'none');
};

done_testing();
