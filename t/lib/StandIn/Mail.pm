# SPDX-License-Identifier: Apache-2.0
# Mail: every user has one account with a few folders, and mail to an address
# of ours arrives at once. All of it is the one subject 'mail' of the state.
package StandIn::Mail;
use strict;
use warnings;
use MIME::Base64 ();
use StandIn::App ();
use StandIn::Error ();
use StandIn::Json ();
use StandIn::Ocs ();
use StandIn::Request ();
use StandIn::State ();
use StandIn::Users ();

my $A = '/apps/mail';
my @OCS = (
    [ GET  => qr{^$A/account/list$},  \&accounts ],
    [ GET  => qr{^$A/ocs/mailboxes$}, \&mailboxes ],
    [ GET  => qr{^$A/ocs/mailboxes/(\d+)/messages$}, \&messages ],
    [ GET  => qr{^$A/message/(\d+)$}, \&message ],
    [ POST => qr{^$A/message/send$},  \&submit ],
);
my @INDEX = (
    [ GET    => qr{^/api/messages$},       \&index_messages ],
    [ DELETE => qr{^/api/messages/(\d+)$}, \&remove ],
    [ POST   => qr{^/api/mailboxes/(\d+)/sync$}, \&sync ],
);

sub routes { return @OCS }

sub handle {
    my ($ctx, $path) = @_;
    return StandIn::Ocs::csrf($ctx) if !StandIn::Ocs::passes_csrf($ctx);
    return StandIn::App::route($ctx, $path, \@INDEX);
}

# ---- accounts and folders ----------------------------------------------------------

# Ids that follow from the place of a user in the list of all.
my @FOLDERS = (qw(Junk INBOX Sent Trash Drafts Archive));
my %ACCOUNT = do { my $n = 0; map { $_ => ++$n } StandIn::Users::all() };
my %OWNER   = reverse %ACCOUNT;

sub _account_id { return $ACCOUNT{ $_[0] } }

sub _folder_id {
    my ($uid, $name) = @_;
    my ($place) = grep { $FOLDERS[$_] eq $name } 0 .. $#FOLDERS;
    return (_account_id($uid) - 1) * @FOLDERS + $place + 1;
}

# "alice", "INBOX"
sub _folder {
    my ($id) = @_;
    return ($OWNER{ 1 + int(($id - 1) / @FOLDERS) } // '', $FOLDERS[ ($id - 1) % @FOLDERS ]);
}

# What Mail makes of an id that it does not have.
sub _broken { StandIn::Error::ocs(500, "Internal Server Error\n", code => 996) }

sub accounts {
    my ($ctx) = @_;
    return StandIn::Ocs::ok($ctx, [ { id => _account_id($ctx->{uid}),
        email => StandIn::Users::email($ctx->{uid}), aliases => [] } ]);
}

sub _load { return StandIn::App::load($_[0], 'mail') }

sub _in {
    my ($ctx, $uid, $name) = @_;
    return sort { $b->{time} <=> $a->{time} || $b->{id} <=> $a->{id} }
        grep { $_->{owner} eq $uid && $_->{folder} eq $name } values %{ _load($ctx)->{messages} // {} };
}

sub _mailbox_view {
    my ($ctx, $name) = @_;
    my $role = lc $name;
    return {
        databaseId => _folder_id($ctx->{uid}, $name), id => MIME::Base64::encode($name, ''),
        name => $name, displayName => $name, accountId => _account_id($ctx->{uid}),
        attributes => [ '\\subscribed', "\\$role" ], delimiter => '/', specialUse => [$role],
        specialRole => $role, mailboxes => [], syncInBackground => StandIn::Json::false(),
        unread => 0 + (grep { !$_->{seen} } _in($ctx, $ctx->{uid}, $name)), myAcls => undef,
        shared => StandIn::Json::false(), cacheBuster => StandIn::State::random(32),
    };
}

sub mailboxes {
    my ($ctx) = @_;
    _broken() if ($ctx->{req}->param('accountId') // 0) != _account_id($ctx->{uid});
    return StandIn::Ocs::ok($ctx, [ map { _mailbox_view($ctx, $_) } @FOLDERS ]);
}

# ---- messages ----------------------------------------------------------------------

sub _flags {
    my ($one, @more) = @_;
    return { (map { ($_ => StandIn::Json::false()) } qw(flagged answered deleted draft forwarded
        hasAttachments important $mdnsent), @more), seen => StandIn::Json::bool($one->{seen}) };
}

sub _head {
    my ($one) = @_;
    return ((map { ($_ => $one->{$_}) } qw(subject from to cc messageId)), uid => $one->{id},
        dateInt => $one->{time}, bcc => []);
}

sub _envelope {
    my ($one) = @_;
    return {
        _head($one), databaseId => $one->{id}, mailboxId => _folder_id(@$one{qw(owner folder)}),
        flags => _flags($one, qw($junk $notjunk)), tags => [], inReplyTo => undef, references => [],
        threadRootId => $one->{messageId}, previewText => substr($one->{body}, 0, 255), summary => undef,
        (map { ($_ => StandIn::Json::false()) } qw(imipMessage encrypted)), mentionsMe => 0,
        avatar => undef, fetchAvatarFromClient => StandIn::Json::true(),
    };
}

# "is:unread match:anyof subject:a%20b from:a%20b", or "body:a%20b", without which
# nothing is found when it is there.
sub _is_found {
    my ($one, $filter) = @_;
    my ($unread, @asked) = (0);
    for my $token (split / /, $filter // '') {
        my ($key, $value) = split /:/, $token, 2;
        $value = lc StandIn::Request::unescape($value // '');
        $unread = 1 if $token eq 'is:unread';
        push @asked, [ $key, $value ] if $key =~ /^(?:subject|from|body)$/;
    }
    my %text = (subject => $one->{subject}, body => $one->{body},
        from => join ' ', map { values %$_ } @{ $one->{from} });
    return 0 if $unread && $one->{seen};
    return 0 if grep { $_->[0] eq 'body' && index(lc $text{body}, $_->[1]) < 0 } @asked;
    return !@asked || grep { index(lc $text{ $_->[0] }, $_->[1]) >= 0 } @asked;
}

# A search of the text for anything but ASCII breaks it.
sub messages {
    my ($ctx, $id) = @_;
    my $req = $ctx->{req};
    my ($uid, $name) = _folder($id);
    my $filter = $req->param('filter') // '';
    _broken() if $uid ne $ctx->{uid}
        || StandIn::Request::unescape($filter) =~ /[^\x00-\x7f]/ && $filter =~ /\bbody:/;
    my $cursor = $req->param('cursor');
    my @found = grep { _is_found($_, $filter) && (!defined $cursor || $_->{time} < $cursor) }
        _in($ctx, $uid, $name);
    my $limit = $req->param('limit') // 1;
    splice @found, $limit if @found > $limit;
    return StandIn::Ocs::ok($ctx, [ map { _envelope($_) } @found ]);
}

# What is plain is made HTML, too.
sub _as_html {
    my ($text) = @_;
    my %entity = ('&' => '&amp;', '<' => '&lt;', '>' => '&gt;');
    $text =~ s/([&<>])/$entity{$1}/g;
    $text =~ s{(https?://[\w.]+\.(?:com|org)/[^\s"]*)}{<a href="$1">$1</a>}g;
    return $text;
}

sub message {
    my ($ctx, $id) = @_;
    my $one = _load($ctx)->{messages}{$id};
    StandIn::Error::ocs(404, '', data => 'Account not found.')
        if !$one || $one->{owner} ne $ctx->{uid};
    my @no = map { ($_ => StandIn::Json::false()) }
        qw(hasHtmlBody hasDkimSignature isOneClickUnsubscribe isPgpMimeEncrypted isSenderTrusted);
    my ($body, $signature) = split /^-- \n/m, _as_html($one->{body}), 2;
    my @checks = map { { type => $_, isPhishing => StandIn::Json::false(), message => '',
        additionalData => [] } } qw(Contacts Date);
    return StandIn::Ocs::ok($ctx, {
        _head($one), @no, replyTo => $one->{from}, flags => _flags($one), dispositionNotificationTo => '',
        phishingDetails => { checks => \@checks, warning => StandIn::Json::false() },
        (map { ($_ => undef) } qw(unsubscribeUrl unsubscribeMailto)), signature => $signature, scheduling => [],
        attachments => [], body => $body, id => 0 + $id,
        smime => { isSigned => StandIn::Json::false(), signatureIsValid => undef,
            isEncrypted => StandIn::Json::false() },
        rawUrl => $ctx->{req}->base . "/ocs/v2.php/apps/mail/message/$id/raw",
    });
}

# ---- sending -----------------------------------------------------------------------

sub _check {
    my ($ctx, $params) = @_;
    my $from = $params->{fromEmail} // '';
    StandIn::Error::ocs(404, '', data => 'Account not found.')
        if ($params->{accountId} // 0) != _account_id($ctx->{uid});
    StandIn::Error::ocs(404, '', data => "Could not find alias $from. Please check the logs.")
        if $from ne StandIn::Users::email($ctx->{uid});
    StandIn::Error::ocs(400, '', data => 'Recipients cannot be empty.') if !@{ $params->{to} // [] };
    for my $email (map { $_->{email} } map { @{ $params->{$_} // [] } } qw(to cc bcc)) {
        StandIn::Error::ocs(400, '', data => "Email address $email not valid.")
            if $email !~ /^[^\s\@]+\@[^\s\@]+\.[^\s\@]+$/;
    }
    return;
}

sub submit {
    my ($ctx) = @_;
    my $params = $ctx->{req}->params;
    _check($ctx, $params);
    return StandIn::App::change($ctx, 'mail', sub {
        my ($data) = @_;
        my $message = {
            subject => $params->{subject}, body => $params->{body}, time => time,
            from => [ { label => StandIn::Users::display($ctx->{uid}), email => $params->{fromEmail} } ],
            to => $params->{to}, cc => $params->{cc} // [],
            messageId => '<' . StandIn::State::random(20) . '@example.test>',
        };
        _keep($data, $message, $ctx->{uid}, 'Sent', 1);
        for my $email (map { $_->{email} } map { @{ $params->{$_} // [] } } qw(to cc bcc)) {
            my ($uid) = grep { StandIn::Users::email($_) eq $email } keys %ACCOUNT;
            _keep($data, $message, $uid, 'INBOX', 0) if $uid;
        }
        return StandIn::Ocs::ok($ctx, '');
    });
}

sub _keep {
    my ($data, $message, $uid, $folder, $seen) = @_;
    my $id = StandIn::App::next_id($data, 'message');
    $data->{messages}{$id} = { %$message, id => $id, owner => $uid, folder => $folder, seen => $seen };
    return;
}

# ---- the pages' own API ------------------------------------------------------------

sub index_messages {
    my ($ctx) = @_;
    my $req = $ctx->{req};
    my ($uid, $name) = _folder($req->param('mailboxId') // 1);
    return StandIn::App::answer($ctx, 403, []) if $uid ne $ctx->{uid};
    return StandIn::App::answer($ctx, 200, [ map { _envelope($_) } _in($ctx, $uid, $name) ]);
}

sub remove {
    my ($ctx, $id) = @_;
    return StandIn::App::change($ctx, 'mail', sub {
        my ($data) = @_;
        my $one = $data->{messages}{$id};
        return StandIn::App::answer($ctx, 403, []) if !$one || $one->{owner} ne $ctx->{uid};
        delete $data->{messages}{$id};
        return StandIn::App::answer($ctx, 200, []);
    });
}

sub sync {
    my ($ctx, $id) = @_;
    my ($uid, $name) = _folder($id);
    return StandIn::App::answer($ctx, 403, []) if $uid ne $ctx->{uid};
    return StandIn::App::answer($ctx, 200, { newMessages => [ map { _envelope($_) } _in($ctx, $uid, $name) ],
        changedMessages => [], vanishedMessages => [], stats => { total => 0, unread => 0 } });
}

1;
