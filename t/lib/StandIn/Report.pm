# SPDX-License-Identifier: Apache-2.0
# REPORT oc:filter-files, the list of favourites.
package StandIn::Report;
use strict;
use warnings;
use StandIn::Dav ();
use StandIn::Error ();
use StandIn::Home ();
use StandIn::Props ();
use StandIn::Xml ();

my $OC = "{$StandIn::Xml::OC}";

sub files {
    my ($ctx, $uid, @names) = @_;
    my $root = StandIn::Xml::parse($ctx->{req}->body);
    StandIn::Error::dav('ReportNotSupported',
        'The ' . StandIn::Xml::clark($root) . ' REPORT is not supported')
        if StandIn::Xml::clark($root) ne "${OC}filter-files";
    my $place = StandIn::Home::must_find($ctx->{state}, $uid, @names);
    my $rules = StandIn::Xml::find($root, "${OC}filter-rules");
    my @hits  = $rules ? _hits($ctx, $place, $rules) : ();
    my $prop  = StandIn::Xml::find($root, '{DAV:}prop');
    my @wanted = $prop
        ? map { StandIn::Xml::clark($_) } StandIn::Xml::elements($prop) : ();
    return StandIn::Dav::multistatus($ctx,
        [ map { StandIn::Props::response($ctx, $_, \@wanted) } @hits ],
        indent => 1);
}

sub _hits {
    my ($ctx, $place, $rules) = @_;
    my $favorite = StandIn::Xml::find($rules, "${OC}favorite")
        or StandIn::Error::dav('BadRequest',
            'Missing filter-rule block in request');
    my (undef, @below) = StandIn::Home::walk($ctx->{state}, $place);
    return if !$favorite->textContent;
    return grep { $_->{node}{favorite}{ $ctx->{uid} } } @below;
}

1;
