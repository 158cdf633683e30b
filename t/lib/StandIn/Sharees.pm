# SPDX-License-Identifier: Apache-2.0
# Whom can one share with: sharees, sharees_recommended, core/autocomplete.
package StandIn::Sharees;
use strict;
use warnings;
use StandIn::Error ();
use StandIn::Json ();
use StandIn::Ocs ();
use StandIn::Request ();
use StandIn::Users ();

my @TYPES = (0, 1, 4, 6, 7);

# uids that the term is found in, but not the caller and not the disabled.
sub _matches {
    my ($ctx, $term) = @_;
    return grep {
        $_ ne $ctx->{uid} && !StandIn::Users::get($_)->{disabled}
            && (index(lc $_, $term) >= 0
                || index(lc StandIn::Users::display($_), $term) >= 0)
    } StandIn::Users::all();
}

sub _is_exact {
    my ($uid, $term) = @_;
    return $uid eq $term || lc StandIn::Users::display($uid) eq $term
        || StandIn::Users::email($uid) eq $term;
}

sub _types {
    my ($ctx) = @_;
    my $asked = $ctx->{req}->param('shareType') // return @TYPES;
    return ref $asked ? @$asked : $asked;
}

sub search {
    my ($ctx) = @_;
    my $req  = $ctx->{req};
    StandIn::Error::ocs(400, 'Missing itemType')
        if !length($req->param('itemType') // '');
    my $term  = lc($req->param('search') // '');
    my $per   = $req->param('perPage') // 200;
    my $page  = $req->param('page') // 1;
    my @types = _types($ctx);
    my %type  = map { $_ => 1 } @types;
    my @users  = $type{0} ? map { _user($_) } _matches($ctx, $term) : ();
    my @exact  = grep { _is_exact($_->[0], $term) } @users;
    my @loose  = grep { !_is_exact($_->[0], $term) } @users;
    my @groups = $type{1}
        ? grep { index(lc $_, $term) >= 0 } StandIn::Users::groups() : ();
    @loose = splice @loose, ($page - 1) * $per, $per;
    return StandIn::Ocs::ok($ctx, StandIn::Json::ordered(
        exact => StandIn::Json::ordered(
            users => [ map { $_->[1] } @exact ],
            groups => [ map { _group($_) } grep { lc $_ eq $term } @groups ],
            map { ($_ => []) }
                qw(remotes remote_groups emails circles rooms)),
        users  => [ map { $_->[1] } @loose ],
        groups => [ map { _group($_) } grep { lc $_ ne $term } @groups ],
        (map { ($_ => []) }
            qw(remotes remote_groups emails lookup circles rooms)),
        lookupEnabled => StandIn::Json::false(),
    ), _next($ctx, $page + 1, \@types));
}

sub _user {
    my ($uid) = @_;
    return [ $uid, StandIn::Json::ordered(
        label => StandIn::Users::display($uid), subline => '',
        icon => 'icon-user', value => StandIn::Json::ordered(
            shareType => 0, shareWith => $uid),
        shareWithDisplayNameUnique => StandIn::Users::email($uid),
        status => []) ];
}

sub _group {
    my ($name) = @_;
    return StandIn::Json::ordered(label => $name,
        value => StandIn::Json::ordered(shareType => 1, shareWith => $name));
}

# There is always a next page, says Nextcloud.
sub _next {
    my ($ctx, $page, $types) = @_;
    my $req  = $ctx->{req};
    my $n    = 0;
    my $query = join '&',
        'search=' . StandIn::Request::rawurlencode($req->param('search') // ''),
        'itemType=' . StandIn::Request::rawurlencode($req->param('itemType')),
        (map { 'shareType%5B' . $n++ . "%5D=$_" } @$types),
        'perPage=' . ($req->param('perPage') // 200), "page=$page";
    return [ Link => '<' . $req->base . $req->path . "?$query>; rel=\"next\"" ];
}

# Those the caller has shared with before, most often first.
sub recommended {
    my ($ctx) = @_;
    StandIn::Error::ocs(400, 'Missing itemType')
        if !length($ctx->{req}->param('itemType') // '');
    my $shares = $ctx->{state}->load('shares') // {};
    my %count;
    $count{ $_->{with} }++
        for grep { $_->{owner} eq $ctx->{uid} && $_->{type} == 0 }
        values %$shares;
    my @users = map {
        StandIn::Json::ordered(count => 0 + $count{$_},
            label => StandIn::Users::display($_),
            value => StandIn::Json::ordered(shareType => 0, shareWith => $_))
    } sort { $count{$b} <=> $count{$a} || $a cmp $b } keys %count;
    my @none = map { ($_ => []) } qw(groups remotes remote_groups emails);
    return StandIn::Ocs::ok($ctx, StandIn::Json::ordered(
        exact => StandIn::Json::ordered(users => \@users, @none),
        users => [], @none));
}

sub autocomplete {
    my ($ctx) = @_;
    my $term  = lc($ctx->{req}->param('search') // '');
    my $limit = $ctx->{req}->param('limit') // 10;
    my $types = $ctx->{req}->param('shareTypes') // [0];
    $types = [$types] if !ref $types;
    my $users = grep { $_ eq "0" } @$types;
    my @uids = $users ? _matches($ctx, $term) : ();
    @uids = splice @uids, 0, $limit;
    return StandIn::Ocs::ok($ctx, [ map {
        StandIn::Json::ordered(id => $_, label => StandIn::Users::display($_),
            icon => 'icon-user', source => 'users', status => '',
            subline => '',
            shareWithDisplayNameUnique => StandIn::Users::email($_))
    } @uids ]);
}

1;
