# SPDX-License-Identifier: Apache-2.0
# /remote.php/dav/trashbin/{uid}/trash and .../restore.
package StandIn::Trash;
use strict;
use warnings;
use StandIn::Date ();
use StandIn::Dav ();
use StandIn::Error ();
use StandIn::Files ();
use StandIn::Home ();
use StandIn::Move ();
use StandIn::Propfind ();
use StandIn::Props ();
use StandIn::Request ();
use StandIn::Tree ();
use StandIn::Users ();
use StandIn::Xml ();

my ($D, $OC, $NC) = ('{DAV:}', "{$StandIn::Xml::OC}", "{$StandIn::Xml::NC}");

sub handle {
    my ($ctx, $uid, $area, @names) = @_;
    StandIn::Error::dav('Forbidden', 'Permission denied')
        if ($uid // '') ne $ctx->{uid};
    my $method = $ctx->{req}->method;
    return StandIn::Dav::options($ctx) if $method eq 'OPTIONS';
    return StandIn::Propfind::bare($ctx, _href($uid) . '/')
        if !defined $area && $method eq 'PROPFIND';
    StandIn::Error::dav('NotFound', '') if ($area // '') ne 'trash';
    return _list($ctx, @names)    if $method eq 'PROPFIND';
    return _get($ctx, @names)     if $method =~ /^(?:GET|HEAD)$/;
    return _delete($ctx, @names)  if $method eq 'DELETE';
    return _restore($ctx, @names) if $method eq 'MOVE';
    StandIn::Dav::unsupported($method);
}

sub _href {
    my ($uid, @names) = @_;
    return join '/', "/remote.php/dav/trashbin/$uid",
        map { StandIn::Request::escape($_) } @names;
}

sub _key { return "$_[0]{name}.d$_[0]{ts}" }

# The trash entry, and the node it names or one below it.
sub _find {
    my ($tree, $key, @below) = @_;
    my ($entry) = grep { _key($_) eq ($key // '') } @{ $tree->{trash} };
    my $node = $entry && $tree->{nodes}{ $entry->{id} };
    $node &&= StandIn::Tree::child($tree, $node, $_) for @below;
    StandIn::Error::dav('NotFound', '') if !$node;
    return ($entry, $node);
}

# ---- listing --------------------------------------------------------------------

my %PROPS = (
    "${D}displayname"     => sub { $_[1]{name} },
    "${D}getlastmodified" => sub { StandIn::Date::http($_[1]{mtime}) },
    "${D}getcontentlength" => sub { $_[1]{size} },
    "${D}getetag"         => sub { $_[0]{ts} },
    "${D}getcontenttype"  => sub { $_[1]{mime} },
    "${OC}fileid"         => sub { $_[1]{id} },
    "${OC}size"           => sub { $_[1]{size} },
    "${OC}permissions"    => sub { 'GD' },
    "${NC}trashbin-filename" => sub { $_[1]{name} },
    "${NC}trashbin-original-location" => sub { $_[0]{path} . $_[2] },
    "${NC}trashbin-title"         => sub { $_[0]{path} . $_[2] },
    "${NC}trashbin-deletion-time" => sub { $_[0]{ts} },
    "${NC}trashbin-deleted-by-id" => sub { $_[0]{by} },
    "${NC}trashbin-deleted-by-display-name" =>
        sub { StandIn::Users::display($_[0]{by}) },
    "${NC}has-preview" =>
        sub { StandIn::Props::has_preview($_[1]) ? 'true' : 'false' },
);

my @DEFAULT = map { "$D$_" }
    qw(getlastmodified getcontentlength resourcetype getetag getcontenttype);

sub _list {
    my ($ctx, @names) = @_;
    my $tree   = StandIn::Tree::load($ctx->{state}, $ctx->{uid});
    my $wanted = StandIn::Propfind::wanted($ctx);
    my $deep   = StandIn::Propfind::depth($ctx) ne '0';
    my @responses;
    if (@names) {
        my ($entry, $node) = _find($tree, @names);
        my @kids = $deep ? StandIn::Tree::children($tree, $node) : ();
        push @responses, _entry($ctx, $entry, $node, $wanted, @names);
        push @responses, _entry($ctx, $entry, $_, $wanted, @names, $_->{name})
            for @kids;
    }
    else {
        push @responses, _top($ctx, $wanted);
        push @responses, map {
            _entry($ctx, $_, $tree->{nodes}{ $_->{id} }, $wanted, _key($_))
        } sort { $b->{ts} <=> $a->{ts} || $b->{id} <=> $a->{id} }
            @{ $tree->{trash} } if $deep;
    }
    return StandIn::Dav::multistatus($ctx, \@responses,
        headers => [ StandIn::Dav::propfind_headers($ctx) ]);
}

sub _top {
    my ($ctx, $wanted) = @_;
    my $type    = "${D}resourcetype";
    my @missing = map { [$_] } grep { $_ ne $type } @{ $wanted // [] };
    return [ "${D}response", [ "${D}href", _href($ctx->{uid}, 'trash') . '/' ],
        StandIn::Props::propstats([ [ $type, ["${D}collection"] ] ],
            \@missing) ];
}

sub _entry {
    my ($ctx, $entry, $node, $wanted, @names) = @_;
    my $dir   = StandIn::Tree::is_dir($node);
    my $below = join '', map { "/$_" } @names[ 1 .. $#names ];
    my (@found, @missing);
    for my $name (@{ $wanted // \@DEFAULT }) {
        if ($name eq "${D}resourcetype") {
            push @found, [ $name, $dir ? ["${D}collection"] : () ];
            next;
        }
        my $code = $PROPS{$name};
        my $text = $code ? $code->($entry, $node, $below) : undef;
        if    (defined $text) { push @found,   [ $name, $text ] }
        elsif ($wanted)       { push @missing, [$name] }
    }
    my $href = _href($ctx->{uid}, 'trash', @names) . ($dir ? '/' : '');
    return [ "${D}response", [ "${D}href", $href ],
        StandIn::Props::propstats(\@found, \@missing) ];
}

# ---- doing ----------------------------------------------------------------------

sub _get {
    my ($ctx, @names) = @_;
    my $tree = StandIn::Tree::load($ctx->{state}, $ctx->{uid});
    my ($entry, $node) = _find($tree, @names);
    return StandIn::Dav::nothing() if StandIn::Tree::is_dir($node);
    return StandIn::Files::content($ctx, $node, $node->{name},
        etag => $entry->{ts},
        disposition => qq{attachment; filename="$node->{name}"});
}

# One entry for good, or, without a name, all of them.
sub _delete {
    my ($ctx, @names) = @_;
    return $ctx->{state}->update(sub {
        my $tree = StandIn::Tree::change($ctx->{state}, $ctx->{uid});
        my @gone = @names ? (_find($tree, @names))[0] : @{ $tree->{trash} };
        StandIn::Error::dav('Forbidden', '') if @names > 1;
        StandIn::Tree::forget($tree, $tree->{nodes}{ $_->{id} }) for @gone;
        my %gone = map { _key($_) => 1 } @gone;
        $tree->{trash} = [ grep { !$gone{ _key($_) } } @{ $tree->{trash} } ];
        return StandIn::Dav::empty($ctx, 204);
    });
}

# Back to where it was; the name in the destination is not looked at.
sub _restore {
    my ($ctx, @names) = @_;
    my ($area) = StandIn::Move::destination($ctx, 'trashbin');
    return $ctx->{state}->update(sub {
        my $tree = StandIn::Tree::change($ctx->{state}, $ctx->{uid});
        my ($entry, $node) = _find($tree, @names);
        StandIn::Error::dav('Forbidden', '') if ($area // '') ne 'restore';
        my @path = split m{/}, $entry->{path};
        my $name = pop @path;
        my ($home) = StandIn::Home::find($ctx->{state}, $ctx->{uid}, @path);
        my $parent = $home && $home->{owner} eq $ctx->{uid}
            ? $home->{node} : StandIn::Tree::root($tree);
        StandIn::Tree::attach($tree, $node, $parent,
            StandIn::Tree::free_name(sub { $parent->{kids}{ $_[0] } }, $name));
        $tree->{trash} = [ grep { $_ != $entry } @{ $tree->{trash} } ];
        return StandIn::Dav::empty($ctx, 201);
    });
}

1;
