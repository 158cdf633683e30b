# SPDX-License-Identifier: Apache-2.0
# What Nextcloud makes of the text of a calendar object or contact.
package StandIn::ObjectText;
use strict;
use warnings;
use StandIn::ContentLines ();
use StandIn::Error ();
use StandIn::State ();

my $PRODUCT = 'PRODID:-//Sabre//Sabre VObject 4.5.6//EN';

sub type {
    my ($text) = @_;
    return 'text/vcard; charset=utf-8' if $text =~ /^BEGIN:VCARD/i;
    my ($kind) = $text =~ /^BEGIN:(VEVENT|VTODO|VJOURNAL)/mi;
    return 'text/calendar; charset=utf-8; component=' . lc($kind // 'vevent');
}

# The text as it is stored, and whether it had to be repaired.
sub accept {
    my ($kind, $text) = @_;
    my $components = eval { StandIn::ContentLines::components($text) };
    my $line = ref $@ ? $@->{line} : 0;
    _refuse_calendar("Invalid Mimedir file. Line starting at $line did not follow"
        . ' iCalendar/vCard conventions') if $kind eq 'calendars' && $line;
    StandIn::Error::dav('UnsupportedMediaType', 'This resource only supports valid'
        . ' vCard or jCard data. Parse error: This parser only supports VCARD and'
        . ' VCALENDAR files') if $kind ne 'calendars' && $text !~ /^BEGIN:VCARD/i;
    return _repair_card($text, $components->[0]) if $kind ne 'calendars';
    my ($main) = grep { $_->{name} =~ /^V(?:EVENT|TODO|JOURNAL)$/ } @$components;
    _refuse_calendar('no component') if !$main;
    return ($text, 0) if StandIn::ContentLines::property($main, 'UID');
    my $uid = 'UID:sabre-vobject-' . StandIn::State::random(20);
    $text =~ s/^(END:$main->{name})/$uid\r\n$1/m;
    return ($text, 1);
}

sub _refuse_calendar {
    my ($why) = @_;
    StandIn::Error::dav('UnsupportedMediaType', 'This resource only supports valid'
        . " iCalendar 2.0 data. Parse error: $why");
}

sub _repair_card {
    my ($text, $card) = @_;
    my @added;
    push @added, 'UID:' . StandIn::State::random(20)
        if !StandIn::ContentLines::property($card, 'UID');
    if (!StandIn::ContentLines::property($card, 'FN')) {
        my ($family, $given) = split /;/, StandIn::ContentLines::value($card, 'N') // '';
        push @added, 'FN:' . join ' ', grep { length } $given // '', $family // '';
    }
    return ($text, 0) if !@added;
    my $lines = join '', map {"$_\r\n"} @added;
    $text =~ s/^(END:VCARD)/$lines$1/mi;
    return ($text, 1);
}

# May it be there? The same UID is not to come twice.
sub check {
    my ($collection, $name, $text) = @_;
    my ($main) = grep { $_->{name} =~ /^V(?:EVENT|TODO|JOURNAL|CARD)$/ }
        @{ StandIn::ContentLines::components($text) };
    my $uid = StandIn::ContentLines::value($main, 'UID');
    StandIn::Error::dav('InvalidComponentType', 'iCalendar objects must at least have'
        . ' a component of type ' . join(', ', @{ $collection->{components} }),
        condition => 'cal:supported-calendar-component'
            . ' xmlns:cal="urn:ietf:params:xml:ns:caldav"')
        if $collection->{kind} eq 'calendars'
        && !grep { $_ eq $main->{name} } @{ $collection->{components} };
    for my $other (grep { $_ ne $name } keys %{ $collection->{objects} }) {
        next if $collection->{objects}{$other}{text} !~ /^UID:\Q$uid\E\r?$/m;
        StandIn::Error::dav('BadRequest', $collection->{kind} eq 'calendars'
            ? 'Calendar object with uid already exists in this calendar collection.'
            : 'VCard object with uid already exists in this addressbook collection.');
    }
    return;
}

# Contacts come as vCard 3, whatever was stored.
sub as_sent {
    my ($text) = @_;
    $text =~ s/^VERSION:4\.0(\r?\n)/VERSION:3.0$1$PRODUCT$1/m
        if $text =~ /^BEGIN:VCARD/i;
    return $text;
}

# Only these properties, for <card:prop>; some come anyway.
sub only {
    my ($text, @names) = @_;
    my %keep = map { uc $_ => 1 } @names, qw(BEGIN END VERSION PRODID UID FN);
    my $out = '';
    my $kept = 0;
    for my $line (split /(?<=\n)/, $text) {
        $kept = $keep{ uc(($line =~ /^(?:[\w-]+\.)?([\w-]+)/)[0] // '') }
            if $line !~ /^[ \t]/;
        $out .= $line if $kept;
    }
    return $out;
}

1;
