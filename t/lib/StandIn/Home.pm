# SPDX-License-Identifier: Apache-2.0
# What an account sees: its own tree plus the shares mounted in it. A place is
# { tree, node, owner, viewer, share?, names }; names is the path as seen.
package StandIn::Home;
use strict;
use warnings;
use StandIn::Error ();
use StandIn::Tree ();

our ($READ, $UPDATE, $CREATE, $DELETE, $SHARE) = (1, 2, 4, 8, 16);

# Shares mounted in the home of that account.
sub mounts {
    my ($state, $uid) = @_;
    my $shares = $state->load('shares') // {};
    return grep { _received($_, $uid) && _source($state, $_) }
        map { $shares->{$_} } sort { $a <=> $b } keys %$shares;
}

sub _received {
    my ($share, $uid) = @_;
    return 0 if $share->{owner} eq $uid;
    return $share->{with} eq $uid if $share->{type} == 0;
    return 0 if $share->{type} != 1 || $share->{refused}{$uid};
    return grep { $_ eq $share->{with} }
        @{ StandIn::Users::get($uid)->{groups} };
}

sub target {
    my ($share, $uid) = @_;
    return $share->{targets}{$uid} // $share->{target};
}

sub _source {
    my ($state, $share) = @_;
    my $tree = StandIn::Tree::load($state, $share->{owner});
    return StandIn::Tree::live($tree, $share->{node});
}

sub _mount_place {
    my ($state, $uid, $share) = @_;
    my $tree = StandIn::Tree::load($state, $share->{owner});
    return {
        tree => $tree, node => $tree->{nodes}{ $share->{node} },
        owner => $share->{owner}, viewer => $uid, share => $share,
        mount => 1, names => [ grep { length } split m{/}, target($share, $uid) ],
    };
}

sub home {
    my ($state, $uid) = @_;
    my $tree = StandIn::Tree::load($state, $uid);
    return { tree => $tree, node => StandIn::Tree::root($tree),
        owner => $uid, viewer => $uid, names => [] };
}

# The place at that path, or (undef, index of the name that is missing).
sub find {
    my ($state, $uid, @names) = @_;
    my ($place, $at) = _start($state, $uid, @names);
    for my $i ($at .. $#names) {
        my $node = StandIn::Tree::child($place->{tree}, $place->{node},
            $names[$i]) or return (undef, $i);
        $place = _below($place, $node);
    }
    return $place;
}

# A mount hides what the own tree has at the same path.
sub _start {
    my ($state, $uid, @names) = @_;
    for my $share (mounts($state, $uid)) {
        my $place = _mount_place($state, $uid, $share);
        my $depth = @{ $place->{names} };
        next if $depth > @names;
        next if grep { $place->{names}[$_] ne $names[$_] } 0 .. $depth - 1;
        return ($place, $depth);
    }
    return (home($state, $uid), 0);
}

sub exists {
    my ($place) = find(@_);
    return defined $place;
}

sub _below {
    my ($place, $node) = @_;
    return { %$place, node => $node, mount => 0,
        names => [ @{ $place->{names} }, $node->{name} ] };
}

sub children {
    my ($state, $place) = @_;
    my @own = map { _below($place, $_) }
        StandIn::Tree::children($place->{tree}, $place->{node});
    return @own if $place->{share};
    my $here   = join '/', @{ $place->{names} };
    my @mounts = grep { _parent_of($_->{names}) eq $here }
        map { _mount_place($state, $place->{viewer}, $_) }
        mounts($state, $place->{viewer});
    return sort { $a->{names}[-1] cmp $b->{names}[-1] } @own, @mounts;
}

sub _parent_of {
    my ($names) = @_;
    return join '/', @$names[ 0 .. $#$names - 1 ];
}

sub walk {
    my ($state, $place, $levels) = @_;
    return $place if defined $levels && !$levels;
    my @less = defined $levels ? $levels - 1 : ();
    return ($place, map { walk($state, $_, @less) } children($state, $place));
}

# By file id, own files first, then what is shared with the account.
sub by_id {
    my ($state, $uid, $id) = @_;
    return if !defined $id || $id !~ /^\d+$/;
    my ($found) = grep { $_->{node}{id} == $id }
        walk($state, home($state, $uid));
    return $found;
}

# Sabre's words for a path that is not there: the parent's path is "/" for the
# home itself, hence the two slashes.
sub must_find {
    my ($state, $uid, @names) = @_;
    my ($place, $missing) = find($state, $uid, @names);
    return $place if $place;
    my $parent = '/' . join '/', @names[ 0 .. $missing - 1 ];
    StandIn::Error::dav('NotFound',
        "File with name $parent/$names[$missing] could not be located");
}

sub path { return '/' . join '/', @{ $_[0]{names} } }

# Permission bits of the viewer. The mount itself may always be thrown out.
sub permissions {
    my ($place) = @_;
    my $bits = $place->{share} ? $place->{share}{permissions} : 31;
    $bits &= ~$CREATE if !StandIn::Tree::is_dir($place->{node});
    $bits |= $DELETE  if $place->{mount};
    return $bits;
}

sub permission_letters {
    my ($place) = @_;
    my $bits = permissions($place);
    my $dir  = StandIn::Tree::is_dir($place->{node});
    my $text = $place->{share} ? 'S' : '';
    $text .= 'R'  if $bits & $SHARE;
    $text .= 'G'  if $bits & $READ;
    $text .= 'D'  if $bits & $DELETE;
    $text .= 'NV' if $bits & $UPDATE;
    $text .= 'W'  if !$dir && $bits & $UPDATE;
    $text .= 'CK' if $dir && $bits & $CREATE;
    return $text;
}

sub require_permission {
    my ($place, $bit, $message) = @_;
    return if permissions($place) & $bit;
    StandIn::Error::dav('Forbidden', $message);
}

1;
