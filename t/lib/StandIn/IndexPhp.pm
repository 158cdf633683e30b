# SPDX-License-Identifier: Apache-2.0
# /status.php and /index.php, with the APIs of apps that are behind it.
package StandIn::IndexPhp;
use strict;
use warnings;
use StandIn::Apps ();
use StandIn::Bookmarks ();
use StandIn::Cookbook ();
use StandIn::Deck ();
use StandIn::Json ();
use StandIn::Mail ();
use StandIn::Notes ();
use StandIn::Ocs ();
use StandIn::Profile ();
use StandIn::Reply ();
use StandIn::Tables ();
use StandIn::Tree ();
use StandIn::Users ();

sub status {
    my ($ctx) = @_;
    return {
        status  => 200,
        type    => 'application/json',
        headers => [ [ 'Access-Control-Allow-Origin' => '*' ] ],
        body    => StandIn::Json::encode(StandIn::Json::ordered(
            installed => StandIn::Json::true(),
            maintenance => StandIn::Json::bool($ctx->{control}{maintenance}),
            needsDbUpgrade => StandIn::Json::false(),
            version => '32.0.1.2', versionstring => '32.0.1', edition => '',
            productname => 'Nextcloud',
            extendedSupport => StandIn::Json::false(),
        )),
    };
}

sub handle {
    my ($ctx) = @_;
    return _maintenance() if $ctx->{control}{maintenance};
    my $auth = $ctx->{auth}{state};
    return _plain($ctx, 429, 'Reached maximum delay') if $auth eq 'throttled';
    return _plain($ctx, 401, '') if $auth eq 'wrong' || $auth eq 'disabled';
    my ($path) = $ctx->{req}->path =~ m{^/index\.php(/.*)?$};
    return _stats($ctx) if ($path // '') eq '/apps/files/api/v1/stats';
    return _providers($ctx)
        if ($path // '') eq '/apps/context_chat/providers'
        && $ctx->{control}{task_types}{'context_chat:context_chat'};
    return _app($ctx, $path // '') // _missing($ctx);
}

my %APPS = (
    bookmarks => \&StandIn::Bookmarks::handle,
    cookbook  => \&StandIn::Cookbook::handle,
    deck      => \&StandIn::Deck::handle,
    mail      => \&StandIn::Mail::handle,
    notes     => \&StandIn::Notes::handle,
    tables    => \&StandIn::Tables::handle,
);

# Apps with @CORS take Basic without the header that a web page cannot set, but
# Bearer with it only.
sub _app {
    my ($ctx, $path) = @_;
    my ($app, $rest) = $path =~ m{^/apps/([a-z]+)(/.*)$} or return;
    return if !$APPS{$app} || !StandIn::Apps::enabled($ctx, $app);
    return _plain($ctx, 401, 'CORS requires basic auth')
        if $ctx->{auth}{scheme} eq 'bearer' && $app ne 'bookmarks'
        && ($ctx->{req}->header('OCS-APIRequest') // '') ne 'true';
    return $APPS{$app}->($ctx, $rest);
}

# What Context Chat has indexed.
sub _providers {
    my ($ctx) = @_;
    return _plain($ctx, 401, 'Current user is not logged in')
        if !defined $ctx->{uid};
    return StandIn::Ocs::csrf($ctx) if !StandIn::Ocs::passes_csrf($ctx);
    return StandIn::Reply::json(200, [
        map { { id => $_->[0], label => $_->[1], icon => '/img/app.svg' } }
            [ files__default => 'Files - Default' ],
            [ mail__mail => 'Mail - Mail' ]
    ], StandIn::Ocs::user_header($ctx));
}

sub _maintenance {
    return StandIn::Reply::html(503, 'Maintenance mode',
        'This Nextcloud instance is currently in maintenance mode, which may'
            . ' take a while.',
        [ 'X-Nextcloud-Maintenance-Mode' => 1 ], [ 'Retry-After' => 120 ]);
}

sub _plain {
    my ($ctx, $status, $message) = @_;
    return StandIn::Reply::json($status, { message => $message });
}

sub _missing {
    my ($ctx) = @_;
    return {
        status => 404, type => 'text/html; charset=UTF-8', body => ''
    } if ($ctx->{req}->header('Accept') // '') eq 'application/json';
    return StandIn::Reply::html(404, 'Page not found',
        'The page could not be found on the server or you may not be allowed'
            . ' to view it.', StandIn::Reply::app_headers(),
        StandIn::Ocs::user_header($ctx));
}

# The one index.php API of the files app that tells the quota.
sub _stats {
    my ($ctx) = @_;
    return _plain($ctx, 401, 'Current user is not logged in')
        if !defined $ctx->{uid};
    return StandIn::Ocs::csrf($ctx) if !StandIn::Ocs::passes_csrf($ctx);
    my $used  = StandIn::Tree::used($ctx->{state}, $ctx->{uid});
    my $quota = StandIn::Users::quota($ctx->{uid});
    return StandIn::Reply::json(200, { data => {
        used => $used, quota => $quota // -3, total => $quota // -3,
        free => defined $quota ? $quota - $used : -3,
        relative => 0, owner => $ctx->{uid},
        ownerDisplayName => StandIn::Users::display($ctx->{uid}),
        mountType => '', mountPoint => '',
    } }, StandIn::Ocs::user_header($ctx));
}

1;
