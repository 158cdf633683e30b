# SPDX-License-Identifier: Apache-2.0
# The OCS envelope, its refusals, and the table of OCS routes.
package StandIn::Ocs;
use strict;
use warnings;
use Encode ();
use StandIn::Apps ();
use StandIn::Assistant ();
use StandIn::Capabilities ();
use StandIn::Circles ();
use StandIn::Convert ();
use StandIn::Deck ();
use StandIn::Direct ();
use StandIn::Error ();
use StandIn::FolderTree ();
use StandIn::Forms ();
use StandIn::Json ();
use StandIn::Mail ();
use StandIn::Navigation ();
use StandIn::OpenProject ();
use StandIn::Notifications ();
use StandIn::Profile ();
use StandIn::Reply ();
use StandIn::Sharees ();
use StandIn::Shares ();
use StandIn::Talk ();
use StandIn::TaskProcessing ();
use StandIn::UnifiedSearch ();
use StandIn::UserStatus ();
use StandIn::Xml ();

my $SHARING = '/apps/files_sharing/api/v1';

my $TASKS     = '/taskprocessing';

my $NO_ROUTE = 'Invalid query, please check the syntax. API specifications'
    . ' are here: http://www.freedesktop.org/wiki/Specifications/'
    . "open-collaboration-services.\n";

# [ method, path pattern, code, public? ]; captures are passed on.
my @ROUTES = (
    [ GET => qr{^/cloud/capabilities$}, \&StandIn::Capabilities::get, 1 ],
    [ GET => qr{^/cloud/user$},         \&StandIn::Profile::get ],
    [ GET => qr{^/core/navigation/apps$}, \&StandIn::Navigation::apps ],
    [ GET => qr{^/core/autocomplete/get$}, \&StandIn::Sharees::autocomplete ],
    [ GET => qr{^$SHARING/sharees$},       \&StandIn::Sharees::search ],
    [ GET => qr{^$SHARING/sharees_recommended$},
        \&StandIn::Sharees::recommended ],
    [ GET    => qr{^$SHARING/shares$},           \&StandIn::Shares::list ],
    [ POST   => qr{^$SHARING/shares$},           \&StandIn::Shares::create ],
    [ GET    => qr{^$SHARING/shares/inherited$}, \&StandIn::Shares::inherited ],
    [ GET    => qr{^$SHARING/shares/pending$},   \&StandIn::Shares::pending ],
    [ GET    => qr{^$SHARING/shares/([^/]+)$},   \&StandIn::Shares::get ],
    [ PUT    => qr{^$SHARING/shares/([^/]+)$},   \&StandIn::Shares::change ],
    [ DELETE => qr{^$SHARING/shares/([^/]+)$},   \&StandIn::Shares::remove ],
    [ GET  => qr{^/search/providers$}, \&StandIn::UnifiedSearch::providers ],
    [ GET  => qr{^/search/providers/([^/]+)/search$},
        \&StandIn::UnifiedSearch::search ],
    [ POST => qr{^/apps/dav/api/v1/direct$},       \&StandIn::Direct::create ],
    [ GET  => qr{^/apps/files/api/v1/folder-tree$}, \&StandIn::FolderTree::get ],
    [ POST => qr{^/apps/files/api/v1/convert$},    \&StandIn::Convert::run ],
    [ GET  => qr{^$TASKS/tasktypes$},   \&StandIn::TaskProcessing::types ],
    [ POST => qr{^$TASKS/schedule$},    \&StandIn::TaskProcessing::schedule ],
    [ GET  => qr{^$TASKS/task/(\d+)$},  \&StandIn::TaskProcessing::get ],
    [ POST => qr{^$TASKS/tasks/(\d+)/cancel$},
        \&StandIn::TaskProcessing::cancel ],
    [ GET  => qr{^$TASKS/tasks/(\d+)/file/(\d+)$},
        \&StandIn::TaskProcessing::file ],
);

# Apps that can be switched off, and their routes.
my @APPS = (
    [ assistant => \&StandIn::Assistant::routes ],
    [ circles => \&StandIn::Circles::routes ],
    [ deck    => \&StandIn::Deck::routes ],
    [ forms   => \&StandIn::Forms::routes ],
    [ mail    => \&StandIn::Mail::routes ],
    [ integration_openproject => \&StandIn::OpenProject::routes ],
    [ notifications => \&StandIn::Notifications::routes ],
    [ spreed  => \&StandIn::Talk::routes ],
    [ user_status => \&StandIn::UserStatus::routes ],
);

sub handle {
    my ($ctx) = @_;
    my $req = $ctx->{req};
    my ($version, $path) = $req->path =~ m{^/ocs/(v[12])\.php(/.*)?$}
        or return not_found($ctx);
    $ctx->{v1} = $version eq 'v1';
    _refuse($ctx);
    my ($route, @captures) = _route($ctx, $req->method, $path // '/');
    return not_found($ctx) if !$route;
    _require_login($ctx) if !$route->[3];
    return csrf($ctx) if !passes_csrf($ctx);
    return $route->[2]->($ctx, @captures);
}

sub _route {
    my ($ctx, $method, $path) = @_;
    $method = 'GET' if $method eq 'HEAD';
    my @apps = grep { $path =~ m{^/apps/\Q$_->[0]\E/} } @APPS;
    for my $route (@ROUTES, map { $_->[1]->() }
        grep { StandIn::Apps::enabled($ctx, $_->[0]) } @apps) {
        next if $route->[0] ne $method;
        my @captures = $path =~ $route->[1] or next;
        return ($route, map { StandIn::Request::unescape($_) } @captures);
    }
    return;
}

# Refusals that come before routing: maintenance, throttle, wrong login.
sub _refuse {
    my ($ctx) = @_;
    my $auth = $ctx->{auth}{state};
    # Nobody is logged in while maintenance lasts.
    delete $ctx->{uid} if $ctx->{control}{maintenance};
    StandIn::Error::ocs(503, 'Service unavailable',
        headers => [ [ 'X-Nextcloud-Maintenance-Mode' => 1 ] ])
        if $ctx->{control}{maintenance};
    StandIn::Error::ocs(429, 'Reached maximum delay') if $auth eq 'throttled';
    StandIn::Error::ocs(401, 'Unauthorised', code => 997,
        headers => [ [ 'WWW-Authenticate' =>
            'Basic realm="Authorisation Required"' ] ])
        if $auth eq 'wrong' || $auth eq 'disabled';
    return;
}

sub _require_login {
    my ($ctx) = @_;
    return if defined $ctx->{uid};
    StandIn::Error::ocs(401, 'Current user is not logged in', code => 997);
}

# Bearer is proof enough; Basic needs the header a web page cannot set.
sub passes_csrf {
    my ($ctx) = @_;
    return 1 if $ctx->{auth}{scheme} eq 'bearer';
    return ($ctx->{req}->header('OCS-APIRequest') // '') eq 'true';
}

# Not an envelope, and JSON even where XML was due.
sub csrf {
    my ($ctx) = @_;
    return StandIn::Reply::json(412, { message => 'CSRF check failed' },
        user_header($ctx));
}

sub user_header {
    my ($ctx) = @_;
    return defined $ctx->{uid} ? [ 'X-User-Id' => $ctx->{uid} ] : ();
}

# ---- the envelope -------------------------------------------------------------

sub ok {
    my ($ctx, $data, @headers) = @_;
    return _envelope($ctx, 200, 200, 'OK', $data, @headers);
}

sub created {
    my ($ctx, $data) = @_;
    return _envelope($ctx, 201, 201, 'OK', $data);
}

sub failure {
    my ($ctx, $error) = @_;
    my $code = $error->{code} // $error->{status};
    return _envelope($ctx, $error->{status}, $code, $error->{message},
        exists $error->{data} ? $error->{data} : [], @{ $error->{headers} // [] });
}

sub _envelope {
    my ($ctx, $status, $code, $message, $data, @headers) = @_;
    my $good = $code == 200 || $code == 201;
    my @meta = (
        status => $good ? 'ok' : 'failure',
        statuscode => $ctx->{v1} && $good ? 100 : $code,
        message => $message,
    );
    push @meta, totalitems => '', itemsperpage => '' if $ctx->{v1};
    # v1 says everything in the envelope, but for logins and outages.
    $status = 200 if $ctx->{v1} && $status !~ /^(?:401|429|503)$/;
    my $reply = StandIn::Reply::json($status, undef, user_header($ctx), @headers);
    $reply->{line} = 'Bad request' if $status == 400;
    my $json = StandIn::Json::ordered(ocs => StandIn::Json::ordered(
        meta => StandIn::Json::ordered(@meta), data => $data));
    if (wants_json($ctx)) { $reply->{body} = StandIn::Json::encode($json) }
    else                  { _as_xml($reply, \@meta, $data, $code) }
    return $reply;
}

sub wants_json {
    my ($ctx) = @_;
    my $format = $ctx->{req}->params->{format};
    return $format eq 'json' if defined $format;
    return ($ctx->{req}->header('Accept') // '') =~ m{application/json};
}

sub _as_xml {
    my ($reply, $meta, $data, $code) = @_;
    # Errors of the router itself are labelled text/xml, all else is not.
    $reply->{type} = $code == 998 || $code == 997
        ? 'text/xml; charset=UTF-8' : 'application/xml; charset=utf-8';
    my $xml = qq{<?xml version="1.0"?>\n<ocs>\n}
        . _xml_element('meta', StandIn::Json::ordered(@$meta), 1)
        . _xml_element('data', $data, 1) . "</ocs>\n";
    $reply->{body} = Encode::encode('UTF-8', $xml);
    return;
}

sub _xml_element {
    my ($name, $value, $depth) = @_;
    my $pad = ' ' x $depth;
    my @pairs = _pairs($value);
    if (!ref $value || ref $value eq 'JSON::PP::Boolean') {
        my $text = ref $value ? ($value ? '1' : '') : $value // '';
        return "$pad<$name>" . StandIn::Xml::escape($text) . "</$name>\n";
    }
    return "$pad<$name/>\n" if !@pairs;
    my $inner = '';
    while (my ($key, $child) = splice @pairs, 0, 2) {
        $inner .= _xml_element($key, $child, $depth + 1);
    }
    return "$pad<$name>\n$inner$pad</$name>\n";
}

# Lists become <element>, as in PHP's OCS_API writer.
sub _pairs {
    my ($value) = @_;
    my $type = ref $value;
    return map { (element => $_) } @$value if $type eq 'ARRAY';
    return @$value                         if $type eq 'StandIn::Json::Ordered';
    return map { ($_ => $value->{$_}) } sort keys %$value if $type eq 'HASH';
    return;
}

sub not_found {
    my ($ctx) = @_;
    StandIn::Error::ocs(404, $NO_ROUTE, code => 998);
}

1;
