# SPDX-License-Identifier: Apache-2.0
# /public.php/dav/files/{token}/: link shares, read only here.
package StandIn::Public;
use strict;
use warnings;
use MIME::Base64 ();
use StandIn::Dav ();
use StandIn::Error ();
use StandIn::Files ();
use StandIn::Propfind ();
use StandIn::Shares ();
use StandIn::Tree ();

my $FEATURES = '1, 3, extended-mkcol, nextcloud-checksum-update';

sub handle {
    my ($ctx, $area, $token, @names) = @_;
    StandIn::Error::dav('Maintenance', 'System is in maintenance mode.')
        if $ctx->{control}{maintenance};
    my $share = ($area // '') eq 'files'
        ? StandIn::Shares::by_token($ctx->{state}, $token // '') : undef;
    StandIn::Error::dav('NotFound', '') if !$share;
    StandIn::Error::dav('NotAuthenticated', '') if !_unlocked($ctx, $share);
    @$ctx{qw(dav_features href_base old_endpoint)} =
        ($FEATURES, "/public.php/dav/files/$token", 1);
    return _serve($ctx, _find($ctx, $share, @names));
}

sub _unlocked {
    my ($ctx, $share) = @_;
    return 1 if !defined $share->{password};
    my $header = $ctx->{req}->header('Authorization') // '';
    my ($pair) = $header =~ /^Basic (.*)$/is or return 0;
    my (undef, $password) = split /:/, MIME::Base64::decode($pair), 2;
    return StandIn::Shares::hash_password($password // '', $share->{salt})
        eq $share->{password};
}

sub _find {
    my ($ctx, $share, @names) = @_;
    my $tree = StandIn::Tree::load($ctx->{state}, $share->{owner});
    my $node = StandIn::Tree::live($tree, $share->{node});
    $node &&= StandIn::Tree::child($tree, $node, $_) for @names;
    StandIn::Error::dav('NotFound', '') if !$node;
    return { tree => $tree, node => $node, owner => $share->{owner},
        viewer => $share->{owner}, share => $share, names => [@names] };
}

sub _serve {
    my ($ctx, $place) = @_;
    my $method = $ctx->{req}->method;
    return StandIn::Propfind::place($ctx, $place) if $method eq 'PROPFIND';
    StandIn::Error::dav('Forbidden', '') if $method !~ /^(?:GET|HEAD)$/;
    return StandIn::Dav::nothing() if StandIn::Tree::is_dir($place->{node});
    return StandIn::Files::content($ctx, $place->{node},
        $place->{node}{name});
}

1;
