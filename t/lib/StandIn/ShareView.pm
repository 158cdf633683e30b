# SPDX-License-Identifier: Apache-2.0
# How a share looks in an OCS answer, to its owner and to a receiver.
package StandIn::ShareView;
use strict;
use warnings;
use StandIn::Circles ();
use StandIn::Home ();
use StandIn::Json ();
use StandIn::Props ();
use StandIn::Talk ();
use StandIn::Tree ();
use StandIn::Users ();

my $STORAGE = 6;

sub show {
    my ($ctx, $share, %more) = @_;
    my $state = $ctx->{state};
    my $tree  = StandIn::Tree::load($state, $share->{owner});
    my $node  = StandIn::Tree::live($tree, $share->{node});
    my $own   = $share->{owner} eq $ctx->{uid};
    my $owner_name = StandIn::Users::display($share->{owner});
    return StandIn::Json::ordered(
        id => "$share->{id}", share_type => 0 + $share->{type},
        uid_owner => $share->{owner}, displayname_owner => $owner_name,
        permissions => 0 + $share->{permissions},
        can_edit => StandIn::Json::bool($own),
        can_delete => StandIn::Json::true(), stime => 0 + $share->{stime},
        parent => undef,
        expiration => $share->{expiration}
            ? "$share->{expiration} 00:00:00" : undef,
        token => $share->{token}, uid_file_owner => $share->{owner},
        note => $share->{note}, label => $share->{label},
        displayname_file_owner => $owner_name,
        _item($ctx, $share, $tree, $node, $own),
        _sharee($ctx, $share),
        mail_send => $more{mail_send} // 0,
        hide_download => 0 + $share->{hide_download}, attributes => undef,
    );
}

sub _item {
    my ($ctx, $share, $tree, $node, $own) = @_;
    my $dir    = StandIn::Tree::is_dir($node);
    my $target = StandIn::Home::target($share, $own ? '' : $ctx->{uid});
    my $path   = $own ? '/' . join '/', @{ StandIn::Tree::path($tree, $node) }
        : $target;
    # The mount may be thrown out whatever the share allows.
    my $bits = $own ? ($dir ? 31 : 27)
        : $share->{permissions} | $StandIn::Home::DELETE;
    return (
        path => $path, item_type => $dir ? 'folder' : 'file',
        item_permissions => $bits,
        'is-mount-root' => StandIn::Json::bool(!$own),
        'mount-type' => $own ? '' : 'shared',
        mimetype => $dir ? 'httpd/unix-directory' : $node->{mime},
        has_preview => StandIn::Json::bool(StandIn::Props::has_preview($node)),
        storage_id => $own ? "home::$share->{owner}" : "shared::$target",
        storage => $STORAGE, item_source => 0 + $node->{id},
        file_source => 0 + $node->{id}, file_parent => 0 + $node->{parent},
        file_target => $target, item_size => 0 + $node->{size},
        item_mtime => 0 + $node->{mtime},
    );
}

sub _room {
    my ($ctx, $token) = @_;
    my $room = StandIn::Talk::load($ctx->{state})->{rooms}{$token};
    return (
        share_with => $token,
        share_with_displayname => $room ? StandIn::Talk::title($ctx, $room) : '',
        share_with_link => $ctx->{req}->base . "/index.php/call/$token",
    );
}

# For links the password hash is shown twice, as Nextcloud does.
sub _sharee {
    my ($ctx, $share) = @_;
    my $with = $share->{with};
    return (share_with => $with, share_with_displayname => $with)
        if $share->{type} == 1;
    return (
        share_with => $with,
        share_with_displayname => StandIn::Users::display($with),
        share_with_displayname_unique => StandIn::Users::email($with),
    ) if $share->{type} == 0;
    return (
        share_with => $with,
        share_with_displayname => StandIn::Circles::name_for_share($ctx, $with) // '',
        share_with_avatar => $ctx->{req}->base . '/apps/circles/img/circles.svg',
    ) if $share->{type} == 7;
    return _room($ctx, $with) if $share->{type} == 10;
    return (
        share_with => $share->{password},
        share_with_displayname => '(Shared link)',
        password => $share->{password},
        send_password_by_talk => StandIn::Json::false(),
        url => $ctx->{req}->base . "/index.php/s/$share->{token}",
    );
}

1;
