# SPDX-License-Identifier: Apache-2.0
# Invitations and free/busy times among the accounts of the stand-in.
package StandIn::Scheduling;
use strict;
use warnings;
use StandIn::Collection ();
use StandIn::ContentLines ();
use StandIn::Dav ();
use StandIn::State ();
use StandIn::Users ();
use StandIn::Xml ();

sub _uid_of {
    my ($address) = @_;
    my ($uid) = lc($address // '') =~ /^mailto:(.+)\@example\.test$/;
    return $uid && StandIn::Users::get($uid) ? $uid : undef;
}

# Those who are invited by that text, if its organizer is this account.
sub _invited {
    my ($ctx, $text) = @_;
    return if !defined $text || $text !~ /^BEGIN:VEVENT/m;
    my ($event) = grep { $_->{name} eq 'VEVENT' }
        @{ StandIn::ContentLines::components($text) };
    my $organizer = _uid_of(StandIn::ContentLines::value($event, 'ORGANIZER'));
    return if ($organizer // '') ne $ctx->{uid};
    return grep { defined && $_ ne $ctx->{uid} } map { _uid_of($_->[2]) }
        grep { $_->[0] eq 'ATTENDEE' } @{ $event->{props} };
}

# After an object was stored (or deleted: no object): the copies of those who
# are invited. True if there is anybody.
sub changed {
    my ($ctx, $before, $object) = @_;
    my %before = map { $_ => 1 } _invited($ctx, $before);
    my %now = map { $_ => 1 } _invited($ctx, $object && $object->{text});
    my ($uid) = ($before // $object->{text}) =~ /^UID:(.*?)\r?$/m;
    _cancel($ctx, $_, $uid) for grep { !$now{$_} } keys %before;
    _deliver($ctx, $_, $uid, $object) for keys %now;
    return %before || %now || ($object && $object->{text} =~ /^ORGANIZER/m);
}

sub _copy_of {
    my ($all, $uid) = @_;
    my $objects = $all->{personal}{objects};
    my ($name) = grep { $objects->{$_}{text} =~ /^UID:\Q$uid\E\r?$/m } keys %$objects;
    return $name;
}

sub _deliver {
    my ($ctx, $who, $uid, $object) = @_;
    my $all = StandIn::Collection::all($ctx->{state}, 'calendars', $who);
    my $name = _copy_of($all, $uid) // 'sabredav-' . StandIn::State::random(16) . '.ics';
    my %copy = (text => $object->{text}, mtime => time, etag => StandIn::State::random(32));
    $all->{personal}{objects}{$name} = {%copy};
    $ctx->{state}->put("calendars.$who", $all);
    my $inbox = $ctx->{state}->load("inbox.$who") // {};
    (my $message = $object->{text}) =~ s/^(VERSION:2\.0)/$1\r\nMETHOD:REQUEST/m;
    $inbox->{$name} = { %copy, text => $message };
    $ctx->{state}->put("inbox.$who", $inbox);
    return;
}

sub _cancel {
    my ($ctx, $who, $uid) = @_;
    my $all = StandIn::Collection::all($ctx->{state}, 'calendars', $who);
    my $name = _copy_of($all, $uid) // return;
    $all->{personal}{objects}{$name}{text} =~ s/^(UID:)/STATUS:CANCELLED\r\n$1/m;
    $ctx->{state}->put("calendars.$who", $all);
    return;
}

# ---- free/busy -------------------------------------------------------------------

sub free_busy {
    my ($ctx) = @_;
    my ($request) = grep { $_->{name} eq 'VFREEBUSY' }
        @{ StandIn::ContentLines::components($ctx->{req}->body) };
    my ($from, $to) = map {
        StandIn::ContentLines::seconds(StandIn::ContentLines::value($request, $_))
    } qw(DTSTART DTEND);
    my @answers = map { _response($ctx, $_->[2], $request, $from, $to) }
        grep { $_->[0] eq 'ATTENDEE' } @{ $request->{props} };
    return {
        status => 200, type => 'application/xml',
        headers => [ [ 'Content-Security-Policy' => "default-src 'none';" ],
            StandIn::Dav::ids($ctx) ],
        body => qq{<?xml version="1.0" encoding="utf-8"?>\n<cal:schedule-response}
            . ' xmlns:d="DAV:" xmlns:s="http://sabredav.org/ns"'
            . ' xmlns:cal="urn:ietf:params:xml:ns:caldav">' . "\n"
            . join('', @answers) . "</cal:schedule-response>\n",
    };
}

sub _response {
    my ($ctx, $address, $request, $from, $to) = @_;
    my $uid = _uid_of($address);
    my $href = StandIn::Xml::escape($address);
    my $inner = '    <cal:request-status>3.7;Could not find principal</cal:request-status>';
    if (defined $uid) {
        my $text = join '', map {"$_\r\n"} 'BEGIN:VCALENDAR', 'VERSION:2.0',
            'PRODID:-//Sabre//Sabre VObject 4.5.6//EN', 'CALSCALE:GREGORIAN', 'METHOD:REPLY',
            'BEGIN:VFREEBUSY', _lines($request, qw(DTSTART DTEND)),
            'DTSTAMP:' . StandIn::ContentLines::stamp(time), _busy($ctx, $uid, $from, $to),
            "ATTENDEE:$address", _lines($request, qw(UID ORGANIZER)), 'END:VFREEBUSY',
            'END:VCALENDAR';
        $inner = "    <cal:request-status>2.0;Success</cal:request-status>\n"
            . '    <cal:calendar-data>' . StandIn::Xml::escape($text) . '</cal:calendar-data>';
    }
    return "  <cal:response>\n    <cal:recipient>\n      <d:href>$href</d:href>\n"
        . "    </cal:recipient>\n$inner\n  </cal:response>\n";
}

sub _lines {
    my ($component, @names) = @_;
    return map { "$_:" . StandIn::ContentLines::value($component, $_) } @names;
}

sub _busy {
    my ($ctx, $uid, $from, $to) = @_;
    my $all = StandIn::Collection::all($ctx->{state}, 'calendars', $uid);
    my @times;
    for my $object (map { values %{ $_->{objects} } } values %$all) {
        push @times, map { StandIn::ContentLines::times($_) }
            grep { $_->{name} eq 'VEVENT'
                && (StandIn::ContentLines::value($_, 'TRANSP') // '') ne 'TRANSPARENT' }
            @{ StandIn::ContentLines::components($object->{text}) };
    }
    return map { 'FREEBUSY:' . join '/', map { StandIn::ContentLines::stamp($_) } @$_ }
        sort { $a->[0] <=> $b->[0] }
        grep { $_->[0] < $to && $_->[1] > $from && $_->[1] < 2**35 } @times;
}

1;
