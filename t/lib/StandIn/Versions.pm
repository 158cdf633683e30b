# SPDX-License-Identifier: Apache-2.0
# /remote.php/dav/versions/{uid}/versions/{fileid}/{time}. The present contents
# are listed as a version too.
package StandIn::Versions;
use strict;
use warnings;
use StandIn::Date ();
use StandIn::Dav ();
use StandIn::Error ();
use StandIn::Files ();
use StandIn::Home ();
use StandIn::Move ();
use StandIn::Propfind ();
use StandIn::Proppatch ();
use StandIn::Props ();
use StandIn::Tree ();
use StandIn::Xml ();

my ($D, $NC) = ('{DAV:}', "{$StandIn::Xml::NC}");
my $LABEL = "${NC}version-label";

my %PROPS = (
    "${D}getlastmodified"  => sub { StandIn::Date::http($_[0]{ts}) },
    "${D}getcontentlength" => sub { $_[0]{size} },
    "${D}getcontenttype"   => sub { $_[1]{mime} },
    "${D}getetag"          => sub { $_[0]{ts} },
    $LABEL                 => sub { $_[0]{label} },
    "${NC}version-author"  => sub { $_[2] },
    "${NC}has-preview" =>
        sub { StandIn::Props::has_preview($_[1]) ? 'true' : 'false' },
);

my @DEFAULT = map { "$D$_" }
    qw(getlastmodified getcontentlength resourcetype getetag getcontenttype);

sub handle {
    my ($ctx, $uid, $area, $id, $ts) = @_;
    StandIn::Error::dav('Forbidden', 'Permission denied')
        if ($uid // '') ne $ctx->{uid};
    my $method = $ctx->{req}->method;
    return StandIn::Dav::options($ctx) if $method eq 'OPTIONS';
    StandIn::Error::dav('NotFound', '')
        if ($area // '') ne 'versions' || !defined $id;
    my $place = StandIn::Home::by_id($ctx->{state}, $uid, $id);
    StandIn::Error::dav('NotFound', '')
        if !$place || StandIn::Tree::is_dir($place->{node});
    return _list($ctx, $place, $ts) if $method eq 'PROPFIND';
    StandIn::Dav::unsupported($method) if !defined $ts;
    return _get($ctx, $place, $ts)     if $method =~ /^(?:GET|HEAD)$/;
    return _label($ctx, $place, $ts)   if $method eq 'PROPPATCH';
    return _restore($ctx, $place, $ts) if $method eq 'MOVE';
    return _delete($ctx, $place, $ts)  if $method eq 'DELETE';
    StandIn::Dav::unsupported($method);
}

# Old ones and the present one, by time.
sub _all {
    my ($node) = @_;
    my $now = { ts => $node->{mtime}, size => $node->{size},
        blob => $node->{blob}, label => $node->{label}, current => 1 };
    my @old = grep { $_->{ts} != $now->{ts} } @{ $node->{versions} // [] };
    return sort { $a->{ts} <=> $b->{ts} } @old, $now;
}

sub _find {
    my ($node, $ts) = @_;
    my ($version) = grep { $_->{ts} eq $ts } _all($node);
    StandIn::Error::dav('NotFound', '') if !$version;
    return $version;
}

sub _list {
    my ($ctx, $place, $ts) = @_;
    my $node   = $place->{node};
    my $wanted = StandIn::Propfind::wanted($ctx);
    my $base   = "/remote.php/dav/versions/$ctx->{uid}/versions/$node->{id}/";
    my @versions = defined $ts ? _find($node, $ts)
        : StandIn::Propfind::depth($ctx) eq '0' ? () : _all($node);
    my @responses = map {
        _response($base . $_->{ts}, $wanted, 0, $_, $node, $place->{owner})
    } @versions;
    unshift @responses, _response($base, $wanted, 1) if !defined $ts;
    return StandIn::Dav::multistatus($ctx, \@responses,
        headers => [ StandIn::Dav::propfind_headers($ctx) ]);
}

sub _response {
    my ($href, $wanted, $dir, @version) = @_;
    my (@found, @missing);
    for my $name (@{ $wanted // \@DEFAULT }) {
        if ($name eq "${D}resourcetype") {
            push @found, [ $name, $dir ? ["${D}collection"] : () ];
            next;
        }
        my $code = $dir ? undef : $PROPS{$name};
        my $text = $code ? $code->(@version) : undef;
        if    (defined $text) { push @found,   [ $name, $text ] }
        elsif ($wanted)       { push @missing, [$name] }
    }
    return [ "${D}response", [ "${D}href", $href ],
        StandIn::Props::propstats(\@found, \@missing) ];
}

sub _get {
    my ($ctx, $place, $ts) = @_;
    my $version = _find($place->{node}, $ts);
    my %file = (%{ $place->{node} }, size => $version->{size},
        blob => $version->{blob}, mtime => $version->{ts}, checksum => undef);
    return StandIn::Files::content($ctx, \%file, $place->{node}{name},
        etag => $version->{ts});
}

# The same file, but in a tree that may be changed.
sub _writable {
    my ($ctx, $place) = @_;
    StandIn::Home::require_permission($place, $StandIn::Home::UPDATE, '');
    my $tree = StandIn::Tree::change($ctx->{state}, $place->{owner});
    return ($tree, $tree->{nodes}{ $place->{node}{id} });
}

sub _restore {
    my ($ctx, $place, $ts) = @_;
    my ($area) = StandIn::Move::destination($ctx, 'versions');
    StandIn::Error::dav('Forbidden', '') if ($area // '') ne 'restore';
    return $ctx->{state}->update(sub {
        my ($tree, $node) = _writable($ctx, $place);
        _find($node, $ts);
        StandIn::Tree::restore_version($tree, $node, $ts);
        return StandIn::Dav::empty($ctx, 201);
    });
}

sub _delete {
    my ($ctx, $place, $ts) = @_;
    return $ctx->{state}->update(sub {
        my ($tree, $node) = _writable($ctx, $place);
        StandIn::Error::dav('Forbidden', 'You cannot delete the current'
            . ' version') if _find($node, $ts)->{current};
        $node->{versions} =
            [ grep { $_->{ts} != $ts } @{ $node->{versions} } ];
        return StandIn::Dav::empty($ctx, 204);
    });
}

sub _label {
    my ($ctx, $place, $ts) = @_;
    my @changes = StandIn::Proppatch::changes($ctx);
    return $ctx->{state}->update(sub {
        my ($tree, $node) = _writable($ctx, $place);
        my $version = _find($node, $ts);
        my $target  = $version->{current} ? $node : $version;
        my %failed;
        for my $change (@changes) {
            my ($name, $text) = @$change;
            if ($name eq $LABEL) { $target->{label} = $text }
            else                 { $failed{$name} = 1 }
        }
        return StandIn::Proppatch::reply($ctx, "/remote.php/dav/versions/"
            . "$ctx->{uid}/versions/$node->{id}/$ts", \@changes, \%failed);
    });
}

1;
