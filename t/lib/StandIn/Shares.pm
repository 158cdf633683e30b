# SPDX-License-Identifier: Apache-2.0
# files_sharing/api/v1/shares: user, group and link shares. How a share looks
# in an answer is in ShareView.pm.
package StandIn::Shares;
use strict;
use warnings;
use Digest::SHA ();
use MIME::Base64 ();
use POSIX ();
use StandIn::Circles ();
use StandIn::Error ();
use StandIn::Home ();
use StandIn::Ocs ();
use StandIn::ShareView ();
use StandIn::State ();
use StandIn::Talk ();
use StandIn::TalkChat ();
use StandIn::Tree ();
use StandIn::Users ();

our ($USER, $GROUP, $LINK, $TEAM, $ROOM) = (0, 1, 3, 7, 10);

my $FILE_BITS = 1 | 2 | 16;     # a file cannot be created in or deleted from
my $WRONG_ID  = 'Wrong share ID, share does not exist';
my $WRONG_PATH = 'Wrong path, file/folder does not exist';

# ---- the table --------------------------------------------------------------------

sub _all {
    my ($state) = @_;
    my $shares = $state->load('shares') // {};
    my @live = grep { _place($state, $_) }
        map { $shares->{$_} } sort { $a <=> $b } keys %$shares;
    return @live;
}

# The shared node as its owner sees it; nothing once it is in the trash.
sub _place {
    my ($state, $share) = @_;
    my $tree  = StandIn::Tree::load($state, $share->{owner});
    my $node  = StandIn::Tree::live($tree, $share->{node}) or return;
    return { tree => $tree, node => $node, owner => $share->{owner},
        viewer => $share->{owner}, names => StandIn::Tree::path($tree, $node) };
}

sub _received {
    my ($state, $uid) = @_;
    my %mine = map { $_->{id} => 1 } StandIn::Home::mounts($state, $uid);
    return grep { $mine{ $_->{id} } } _all($state);
}

# The share, if the caller may know of it. Says whether it is theirs to change.
sub _known {
    my ($ctx, $id) = @_;
    my ($share) = grep { $_->{id} eq $id } _all($ctx->{state});
    my $own = $share && $share->{owner} eq $ctx->{uid};
    return ($share, 1) if $own;
    ($share) = grep { $_->{id} eq $id } _received($ctx->{state}, $ctx->{uid});
    StandIn::Error::ocs(404, $WRONG_ID) if !$share;
    return ($share, 0);
}

sub by_token {
    my ($state, $token) = @_;
    my ($share) = grep { ($_->{token} // '') eq $token } _all($state);
    return if !$share || _expired($share);
    return $share;
}

sub _expired {
    my ($share) = @_;
    my $date = $share->{expiration} // return 0;
    return $date lt POSIX::strftime('%Y-%m-%d', gmtime);
}

# ---- reading -----------------------------------------------------------------------

sub list {
    my ($ctx) = @_;
    my $req = $ctx->{req};
    my $uid = $ctx->{uid};
    my @shares = _true($req->param('shared_with_me'))
        ? _received($ctx->{state}, $uid)
        : grep { $_->{owner} eq $uid } _all($ctx->{state});
    my $path = $req->param('path');
    if (defined $path && length $path) {
        my %ids = map { $_ => 1 } _ids_at($ctx, $path);
        @shares = grep { $ids{ $_->{node} } } @shares;
    }
    return StandIn::Ocs::ok($ctx,
        [ map { StandIn::ShareView::show($ctx, $_) } @shares ]);
}

sub _ids_at {
    my ($ctx, $path) = @_;
    my $place = _at_path($ctx, $path);
    return $place->{node}{id} if !_true($ctx->{req}->param('subfiles'));
    StandIn::Error::ocs(400, 'Not a directory')
        if !StandIn::Tree::is_dir($place->{node});
    return map { $_->{node}{id} }
        StandIn::Home::children($ctx->{state}, $place);
}

sub _at_path {
    my ($ctx, $path) = @_;
    my ($place) = StandIn::Home::find($ctx->{state}, $ctx->{uid},
        grep { length } split m{/}, $path);
    StandIn::Error::ocs(404, $WRONG_PATH) if !$place;
    return $place;
}

sub get {
    my ($ctx, $id) = @_;
    my ($share) = _known($ctx, $id);
    return StandIn::Ocs::ok($ctx, [ StandIn::ShareView::show($ctx, $share) ]);
}

# Nothing waits for acceptance, and shares of folders above are listed only
# for what is below them.
sub pending { return StandIn::Ocs::ok($_[0], []) }

sub inherited {
    my ($ctx) = @_;
    my $place = _at_path($ctx, $ctx->{req}->param('path') // '');
    my %above;
    my $node = $place->{node};
    while (defined $node->{parent}) {
        $node = $place->{tree}{nodes}{ $node->{parent} };
        $above{ $node->{id} } = 1;
    }
    my @shares = grep { $above{ $_->{node} } && $_->{owner} eq $ctx->{uid}
        && $_->{type} != $LINK } _all($ctx->{state});
    return StandIn::Ocs::ok($ctx,
        [ map { StandIn::ShareView::show($ctx, $_) } @shares ]);
}

# ---- making -------------------------------------------------------------------------

sub create {
    my ($ctx) = @_;
    my $req  = $ctx->{req};
    my $path = $req->param('path');
    StandIn::Error::ocs(404, 'Please specify a file or folder path')
        if !defined $path;
    return $ctx->{state}->update(sub {
        my $place = _at_path($ctx, $path);
        my $type  = $req->param('shareType') // -1;
        my $with  = _sharee($ctx, $type, $req->param('shareWith'));
        my ($twin) = grep { $_->{node} == $place->{node}{id}
            && $_->{type} == $type && $type != $LINK && $_->{with} eq $with }
            _all($ctx->{state});
        return _post_again($ctx, $place, $with) if $twin && $type == $ROOM;
        my $share = $twin // _insert($ctx, $place, $type, $with);
        return StandIn::Ocs::ok($ctx,
            StandIn::ShareView::show($ctx, $share, mail_send => $twin ? 0 : 1));
    });
}

# A conversation that has the file already: the message is posted all the same.
sub _post_again {
    my ($ctx, $place, $token) = @_;
    StandIn::TalkChat::post_file($ctx, $token, $place->{node});
    return StandIn::Ocs::failure($ctx, { status => 403,
        message => 'Path is already shared with this conversation' });
}

sub _sharee {
    my ($ctx, $type, $with) = @_;
    $with //= '';
    return '' if $type eq $LINK;
    if ($type eq $USER) {
        StandIn::Error::ocs(404, 'Please specify a valid account to share'
            . ' with') if !StandIn::Users::get($with);
        StandIn::Error::ocs(403, 'Cannot share with yourself')
            if $with eq $ctx->{uid};
        return $with;
    }
    if ($type eq $TEAM) {
        StandIn::Error::ocs(404, 'Please specify a valid team')
            if !defined StandIn::Circles::name_for_share($ctx, $with);
        return $with;
    }
    if ($type eq $ROOM) {
        my $room = StandIn::Talk::load($ctx->{state})->{rooms}{$with};
        StandIn::Error::ocs(404, 'Conversation not found')
            if !$room || !$room->{members}{ $ctx->{uid} };
        return $with;
    }
    StandIn::Error::ocs(400, 'Unknown share type') if $type ne $GROUP;
    StandIn::Error::ocs(404, 'Please specify a valid group')
        if !grep { $_ eq $with } StandIn::Users::groups();
    return $with;
}

sub _insert {
    my ($ctx, $place, $type, $with) = @_;
    my $state = $ctx->{state};
    my $bits  = _permissions($ctx, $place, $type);
    StandIn::Error::ocs(404, 'You are not allowed to share '
        . StandIn::Home::path($place))
        if !(StandIn::Home::permissions($place) & $StandIn::Home::SHARE);
    my $seq = $state->load('share_seq') // { id => 0 };
    $state->put(share_seq => { id => $seq->{id} + 1 });
    my $share = {
        id => $seq->{id} + 1, type => 0 + $type, with => $with,
        owner => $place->{owner}, node => $place->{node}{id},
        permissions => $bits, stime => time, note => '', label => '',
        target => '/' . $place->{node}{name}, targets => {}, refused => {},
        hide_download => 0,
    };
    $share->{token} = StandIn::State::random(15)
        if $type == $LINK || $type == $ROOM && StandIn::Talk::is_public($state, $with);
    _set($ctx, $share);
    _place_targets($state, $share);
    my $shares = $state->load('shares') // {};
    $shares->{ $share->{id} } = $share;
    $state->put(shares => $shares);
    StandIn::TalkChat::post_file($ctx, $with, $place->{node}) if $type == $ROOM;
    return $share;
}

# Links always get the share bit, asked for or not.
sub _permissions {
    my ($ctx, $place, $type) = @_;
    my $asked = $ctx->{req}->param('permissions');
    my $dir   = StandIn::Tree::is_dir($place->{node});
    $asked = $type == $LINK ? 1 : 31 if !defined $asked;
    StandIn::Error::ocs(404, 'Invalid permissions')
        if $asked !~ /^\d+$/ || $asked < 1 || $asked > 31;
    $asked = 15 if $type == $LINK && $dir
        && _true($ctx->{req}->param('publicUpload'));
    my $bits = 0 + $asked;
    $bits |= $StandIn::Home::SHARE if $type == $LINK;
    $bits &= $FILE_BITS if !$dir;
    return $bits & StandIn::Home::permissions($place);
}

# A name in each receiver's home that nothing else has yet.
sub _place_targets {
    my ($state, $share) = @_;
    my @receivers = $share->{type} == $USER ? $share->{with} : ();
    @receivers = grep { _in_group($_, $share->{with}) } StandIn::Users::all()
        if $share->{type} == $GROUP;
    for my $uid (grep { $_ ne $share->{owner} } @receivers) {
        my $name = StandIn::Tree::free_name(
            sub { (StandIn::Home::find($state, $uid, $_[0]))[0] },
            substr $share->{target}, 1);
        $share->{targets}{$uid} = "/$name";
    }
    return;
}

sub _in_group {
    my ($uid, $group) = @_;
    return grep { $_ eq $group } @{ StandIn::Users::get($uid)->{groups} };
}

# ---- changing -------------------------------------------------------------------------

my @SETTINGS = qw(permissions note label expireDate password publicUpload
    hideDownload attributes);

sub change {
    my ($ctx, $id) = @_;
    return $ctx->{state}->update(sub {
        my ($share, $own) = _known($ctx, $id);
        StandIn::Error::ocs(403, 'You are not allowed to edit incoming shares')
            if !$own;
        StandIn::Error::ocs(400, 'Wrong or no update parameter given')
            if !grep { defined $ctx->{req}->param($_) } @SETTINGS;
        my $place = _place($ctx->{state}, $share);
        _must_fit($ctx, $place);
        $share->{permissions} = _permissions($ctx, $place, $share->{type})
            if defined $ctx->{req}->param('permissions')
            || defined $ctx->{req}->param('publicUpload');
        _set($ctx, $share);
        _save($ctx->{state}, $share);
        return StandIn::Ocs::ok($ctx, StandIn::ShareView::show($ctx, $share));
    });
}

# A new share of a file loses the bits that only folders have; a change that
# asks for them is refused.
sub _must_fit {
    my ($ctx, $place) = @_;
    my $asked = $ctx->{req}->param('permissions') // 0;
    StandIn::Error::ocs(400, 'Failed to update share.')
        if $asked =~ /^\d+$/ && !StandIn::Tree::is_dir($place->{node})
        && $asked & ~$FILE_BITS;
    return;
}

sub _set {
    my ($ctx, $share) = @_;
    my $req = $ctx->{req};
    $share->{note}  = $req->param('note')  // $share->{note};
    $share->{label} = $req->param('label') // $share->{label};
    $share->{hide_download} = _true($req->param('hideDownload')) ? 1 : 0
        if defined $req->param('hideDownload');
    $share->{expiration} = _date($req->param('expireDate'))
        if defined $req->param('expireDate');
    _set_password($share, $req->param('password'))
        if $share->{type} == $LINK && defined $req->param('password');
    return;
}

sub _date {
    my ($text) = @_;
    return if !length $text;
    my ($date) = $text =~ /^(\d{4}-\d\d-\d\d)/ or StandIn::Error::ocs(404,
        'Invalid date. Format must be YYYY-MM-DD');
    StandIn::Error::ocs(404, 'Expiration date is in the past')
        if $date lt POSIX::strftime('%Y-%m-%d', gmtime);
    return $date;
}

sub _set_password {
    my ($share, $password) = @_;
    $share->{salt} = StandIn::State::random(16);
    $share->{password} = length $password
        ? hash_password($password, $share->{salt}) : undef;
    return;
}

# Looks like Nextcloud's argon2id hash; what matters is that it is there.
sub hash_password {
    my ($password, $salt) = @_;
    my $hash = MIME::Base64::encode_base64(
        Digest::SHA::sha256("$salt:$password"), '');
    my $salt64 = MIME::Base64::encode_base64($salt, '');
    s/=+$// for $hash, $salt64;
    return "3|\$argon2id\$v=19\$m=65536,t=4,p=1\$$salt64\$$hash";
}

sub _save {
    my ($state, $share) = @_;
    my $shares = $state->load('shares');
    $shares->{ $share->{id} } = $share;
    $state->put(shares => $shares);
    return;
}

# The owner ends the share, a receiver only leaves it.
sub remove {
    my ($ctx, $id) = @_;
    return $ctx->{state}->update(sub {
        my ($share, $own) = _known($ctx, $id);
        if ($own) {
            my $shares = $ctx->{state}->load('shares');
            delete $shares->{$id};
            $ctx->{state}->put(shares => $shares);
        }
        else { leave($ctx->{state}, $share, $ctx->{uid}) }
        return StandIn::Ocs::ok($ctx, []);
    });
}

sub leave {
    my ($state, $share, $uid) = @_;
    my $shares = $state->load('shares');
    if ($share->{type} == $GROUP) {
        $shares->{ $share->{id} }{refused}{$uid} = 1;
    }
    else { delete $shares->{ $share->{id} } }
    $state->put(shares => $shares);
    return;
}

sub move_mount {
    my ($state, $share, $uid, @names) = @_;
    my $shares = $state->load('shares');
    $shares->{ $share->{id} }{targets}{$uid} = '/' . join '/', @names;
    $state->put(shares => $shares);
    return;
}

sub _true {
    my ($value) = @_;
    return defined $value && $value =~ /^(?:1|true)$/i;
}

1;
