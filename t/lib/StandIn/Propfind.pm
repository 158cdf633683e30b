# SPDX-License-Identifier: Apache-2.0
# PROPFIND: on files (with paging), on the DAV root and on principals.
package StandIn::Propfind;
use strict;
use warnings;
use StandIn::Dav ();
use StandIn::Home ();
use StandIn::Props ();
use StandIn::State ();
use StandIn::Users ();
use StandIn::Xml ();

my $D = '{DAV:}';

sub files {
    my ($ctx, $uid, @names) = @_;
    wanted($ctx);    # a broken body is told before a missing path
    return place($ctx, StandIn::Home::must_find($ctx->{state}, $uid, @names));
}

sub place {
    my ($ctx, $place) = @_;
    my $wanted = wanted($ctx);
    my @places = _listing($ctx, $place);
    my ($page, @headers) = _page($ctx, \@places);
    my @responses = map { StandIn::Props::response($ctx, $_, $wanted) } @$page;
    return StandIn::Dav::multistatus($ctx, \@responses, headers => \@headers);
}

# Clark names of the requested properties; undef for "the usual ones".
sub wanted {
    my ($ctx) = @_;
    my $body = $ctx->{req}->body;
    return undef if $body !~ /\S/;
    my $root = StandIn::Xml::parse($body);
    my ($prop) = grep { StandIn::Xml::clark($_) eq "${D}prop" }
        StandIn::Xml::elements($root);
    return undef if !$prop;
    return [ map { StandIn::Xml::clark($_) } StandIn::Xml::elements($prop) ];
}

sub depth {
    my ($ctx) = @_;
    my $depth = $ctx->{req}->header('Depth') // 1;
    return $depth eq 'infinity' ? 'infinity' : $depth =~ /^\d+$/ ? 0 + $depth : 1;
}

sub _listing {
    my ($ctx, $place) = @_;
    my $depth = depth($ctx);
    return StandIn::Home::walk($ctx->{state}, $place,
        $depth eq 'infinity' ? () : $depth);
}

# The first page brings token and total; later ones are slices. The token is
# only a name here: the listing is made anew.
sub _page {
    my ($ctx, $places) = @_;
    my $req = $ctx->{req};
    my @usual = StandIn::Dav::propfind_headers($ctx);
    return ($places, @usual)
        if ($req->header('X-NC-Paginate') // '') ne 'true';
    my $count  = $req->header('X-NC-Paginate-Count') // 100;
    my $offset = $req->header('X-NC-Paginate-Offset') // 0;
    my $last   = $offset + $count - 1;
    $last = $#$places if $last > $#$places;
    my @page = $offset > $last ? () : @$places[ $offset .. $last ];
    return (\@page, [ 'X-NC-Paginate' => 'true' ], $usual[0])
        if defined $req->header('X-NC-Paginate-Token');
    return (\@page, @usual, [ 'X-NC-Paginate' => 'true' ],
        [ 'X-NC-Paginate-Token' => StandIn::State::random(32) ],
        [ 'X-NC-Paginate-Total' => scalar @$places ]);
}

# ---- places that are not files -----------------------------------------------------

# One response for a collection that has only these properties.
sub bare {
    my ($ctx, $href, %has) = @_;
    $has{"${D}resourcetype"} //= [ ["${D}collection"] ];
    my $wanted = wanted($ctx) // ["${D}resourcetype"];
    my @found   = map { [ $_, @{ $has{$_} } ] } grep { $has{$_} } @$wanted;
    my @missing = map { [$_] } grep { !$has{$_} } @$wanted;
    my $response = [ "${D}response", [ "${D}href", $href ],
        StandIn::Props::propstats(\@found, \@missing) ];
    return StandIn::Dav::multistatus($ctx, [$response],
        headers => [ StandIn::Dav::propfind_headers($ctx) ]);
}

sub _me {
    my ($ctx) = @_;
    return ("${D}current-user-principal" =>
        [ [ "${D}href", "/remote.php/dav/principals/users/$ctx->{uid}/" ] ]);
}

sub root {
    my ($ctx) = @_;
    return bare($ctx, '/remote.php/dav/', _me($ctx));
}

sub principal {
    my ($ctx, $kind, $uid) = @_;
    StandIn::Error::dav('NotFound', 'Principal not found')
        if ($kind // '') ne 'users' || !StandIn::Users::get($uid // '');
    StandIn::Dav::unsupported($ctx->{req}->method)
        if $ctx->{req}->method ne 'PROPFIND';
    return bare($ctx, "/remote.php/dav/principals/users/$uid/", _me($ctx),
        "${D}displayname" => [ StandIn::Users::display($uid) ],
        "${D}resourcetype" => [ ["${D}principal"] ]);
}

1;
