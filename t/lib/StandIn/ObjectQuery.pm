# SPDX-License-Identifier: Apache-2.0
# REPORT calendar-query and addressbook-query.
package StandIn::ObjectQuery;
use strict;
use warnings;
use Encode ();
use StandIn::Collection ();
use StandIn::ContentLines ();
use StandIn::Dav ();
use StandIn::Error ();
use StandIn::ObjectText ();
use StandIn::Props ();
use StandIn::Request ();
use StandIn::Xml ();

my $D    = '{DAV:}';
my $CAL  = '{urn:ietf:params:xml:ns:caldav}';
my $CARD = '{urn:ietf:params:xml:ns:carddav}';

# A time with a TZID is taken for UTC here: all who might fit do.
my $SLACK = 14 * 3600;

my %REPORTS = (
    "${CAL}calendar-query" => [ "${CAL}calendar-data", \&_event_matches ],
    "${CARD}addressbook-query" => [ "${CARD}address-data", \&_card_matches ],
);

sub report {
    my ($ctx, $kind, $id) = @_;
    my $root = StandIn::Xml::parse($ctx->{req}->body);
    my $report = $REPORTS{ StandIn::Xml::clark($root) }
        or StandIn::Error::dav('ReportNotSupported',
        'The ' . StandIn::Xml::clark($root) . ' REPORT is not supported');
    StandIn::Error::dav('BadRequest', 'A calendar-query REPORT on a calendar with a'
        . ' Depth: 0 is undefined. Set Depth to 1')
        if $kind eq 'calendars' && !($ctx->{req}->header('Depth') // 0);
    my $all = StandIn::Collection::all($ctx->{state}, $kind, $ctx->{uid});
    my $objects = StandIn::Collection::get($all, $id)->{objects};
    my @found = grep { $report->[1]->($root, $objects->{$_}{text}) } sort keys %$objects;
    return StandIn::Dav::multistatus($ctx,
        [ map { _response($ctx, $root, $id, $_, $objects->{$_}, $report->[0]) } @found ],
        headers => [ [ Vary => 'Brief,Prefer' ] ]);
}

sub _response {
    my ($ctx, $root, $id, $name, $object, $data) = @_;
    my $part = StandIn::Xml::find($root, $data);
    my @names = $part ? map { $_->getAttribute('name') } StandIn::Xml::elements($part) : ();
    my $text = StandIn::ObjectText::as_sent($object->{text});
    $text = StandIn::ObjectText::only($text, @names) if @names && $data =~ /address/;
    my @props = ([ $data, Encode::decode('UTF-8', $text) ]);
    unshift @props, [ "${D}getetag", qq{"$object->{etag}"} ]
        if StandIn::Xml::find($root, "${D}getetag");
    return [ "${D}response",
        [ "${D}href", $ctx->{href_base}
            . join '/', map { StandIn::Request::escape($_) } $id, $name ],
        StandIn::Props::propstats(\@props, []) ];
}

sub _text_matches {
    my ($match, @values) = @_;
    my $wanted = lc $match->textContent;
    my $negated = ($match->getAttribute('negate-condition') // '') eq 'yes';
    my $found = grep { index(lc Encode::decode('UTF-8', $_), $wanted) >= 0 } @values;
    return $negated ? !$found : $found;
}

sub _property_matches {
    my ($filter, $component, $ns) = @_;
    my $name = uc $filter->getAttribute('name');
    my @values = map { $_->[2] } grep { $_->[0] eq $name } @{ $component->{props} };
    return !@values if StandIn::Xml::find($filter, "${ns}is-not-defined");
    my $match = StandIn::Xml::find($filter, "${ns}text-match");
    return $match ? _text_matches($match, @values) : scalar @values;
}

sub _takes_place {
    my ($range, $component) = @_;
    my ($from, $to) = map { StandIn::ContentLines::seconds($range->getAttribute($_)) }
        qw(start end);
    StandIn::Error::dav('InvalidArgument', 'The supplied iCalendar datetime value is'
        . ' incorrect: ' . $range->getAttribute('start')) if !defined $from;
    return grep { $_->[0] - $SLACK < $to && $_->[1] + $SLACK > $from }
        StandIn::ContentLines::times($component);
}

sub _event_matches {
    my ($root, $text) = @_;
    my ($kind) = grep { $_->getAttribute('name') ne 'VCALENDAR' }
        $root->getElementsByTagNameNS('urn:ietf:params:xml:ns:caldav', 'comp-filter');
    return 1 if !$kind;
    my ($range) = grep { StandIn::Xml::clark($_) eq "${CAL}time-range" }
        StandIn::Xml::elements($kind);
    for my $component (@{ StandIn::ContentLines::components($text) }) {
        next if $component->{name} ne $kind->getAttribute('name');
        next if grep { !_property_matches($_, $component, $CAL) }
            grep { StandIn::Xml::clark($_) eq "${CAL}prop-filter" }
            StandIn::Xml::elements($kind);
        return 1 if !$range || _takes_place($range, $component);
    }
    return 0;
}

sub _card_matches {
    my ($root, $text) = @_;
    my $filter = StandIn::Xml::find($root, "${CARD}filter") or return 1;
    my ($card) = @{ StandIn::ContentLines::components($text) };
    my @rules = StandIn::Xml::elements($filter);
    my @true = grep { _property_matches($_, $card, $CARD) } @rules;
    return ($filter->getAttribute('test') // 'anyof') eq 'allof'
        ? @true == @rules : @true > 0 || !@rules;
}

1;
