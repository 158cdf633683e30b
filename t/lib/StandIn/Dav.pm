# SPDX-License-Identifier: Apache-2.0
# /remote.php and /public.php: logins as Sabre words them, and the table that
# leads a method and a collection to its handler.
package StandIn::Dav;
use strict;
use warnings;
use StandIn::Direct ();
use StandIn::Error ();
use StandIn::Files ();
use StandIn::Groupware ();
use StandIn::Move ();
use StandIn::Propfind ();
use StandIn::Proppatch ();
use StandIn::Public ();
use StandIn::Reply ();
use StandIn::Report ();
use StandIn::Search ();
use StandIn::State ();
use StandIn::Trash ();
use StandIn::Users ();
use StandIn::Versions ();
use StandIn::Xml ();

my $FEATURES = '1, 3, extended-mkcol, access-control,'
    . ' calendarserver-principal-property-search, nc-paginate,'
    . ' nextcloud-checksum-update, nc-calendar-search,'
    . ' nc-enable-birthday-calendar';
my $FEATURES_OLD = '1, 3, extended-mkcol, nextcloud-checksum-update';

my $METHODS = 'OPTIONS, GET, HEAD, DELETE, PROPFIND, PUT, PROPPATCH, COPY,'
    . ' MOVE, REPORT';

my %FILES = (
    GET => \&StandIn::Files::get,           HEAD => \&StandIn::Files::get,
    PUT => \&StandIn::Files::put,           MKCOL => \&StandIn::Files::mkcol,
    DELETE => \&StandIn::Files::remove,     MOVE => \&StandIn::Move::move,
    COPY => \&StandIn::Move::copy,          OPTIONS => \&options,
    PROPFIND => \&StandIn::Propfind::files, REPORT => \&StandIn::Report::files,
    PROPPATCH => \&StandIn::Proppatch::files,
);

sub handle {
    my ($ctx) = @_;
    my ($entry, @names) = $ctx->{req}->segments;
    my $service = shift @names // '';
    return StandIn::Public::handle($ctx, @names) if $entry eq 'public.php';
    return StandIn::Direct::fetch($ctx, @names)  if $service eq 'direct';
    _refuse($ctx);
    if ($service eq 'webdav') {
        @$ctx{qw(href_base dav_features old_endpoint)} =
            ('/remote.php/webdav', $FEATURES_OLD, 1);
        return _files($ctx, $ctx->{uid}, @names);
    }
    StandIn::Error::dav('NotFound', 'Path not found') if $service ne 'dav';
    return _collection($ctx, @names);
}

sub _collection {
    my ($ctx, $name, @rest) = @_;
    $ctx->{dav_features} = $FEATURES;
    return _root($ctx)                                 if !defined $name;
    return _files_of($ctx, @rest)                      if $name eq 'files';
    return StandIn::Trash::handle($ctx, @rest)         if $name eq 'trashbin';
    return StandIn::Versions::handle($ctx, @rest)      if $name eq 'versions';
    return StandIn::Propfind::principal($ctx, @rest)   if $name eq 'principals';
    return StandIn::Groupware::handle($ctx, $name, @rest)
        if $name =~ /^(?:calendars|addressbooks)$/;
    StandIn::Error::dav('NotFound', "File not found: $name in 'root'");
}

sub _root {
    my ($ctx) = @_;
    my $method = $ctx->{req}->method;
    return StandIn::Search::run($ctx)    if $method eq 'SEARCH';
    return StandIn::Propfind::root($ctx) if $method eq 'PROPFIND';
    return options($ctx)                 if $method eq 'OPTIONS';
    unsupported($method);
}

sub _files_of {
    my ($ctx, $uid, @names) = @_;
    StandIn::Error::dav('MethodNotAllowed',
        'Listing members of this collection is disabled') if !defined $uid;
    StandIn::Error::dav('NotFound', "Principal with name $uid not found")
        if !StandIn::Users::get($uid);
    $ctx->{href_base} = "/remote.php/dav/files/$uid";
    return _foreign($ctx, $uid, @names) if $uid ne $ctx->{uid};
    return _files($ctx, $uid, @names);
}

sub _files {
    my ($ctx, $uid, @names) = @_;
    my $method = $ctx->{req}->method;
    my $code = $FILES{$method} or unsupported($method);
    return $code->($ctx, $uid, @names);
}

# Somebody else's home exists but is empty, and nothing can be made in it.
sub _foreign {
    my ($ctx, $uid, @names) = @_;
    my $method = $ctx->{req}->method;
    StandIn::Error::dav('Forbidden',
        "Permission denied to create file (filename $names[-1])")
        if @names == 1 && $method =~ /^(?:PUT|MKCOL)$/;
    StandIn::Error::dav('NotFound', "File not found: $names[0] in '$uid'")
        if @names;
    return StandIn::Propfind::bare($ctx, $ctx->{href_base} . '/')
        if $method eq 'PROPFIND';
    return options($ctx) if $method eq 'OPTIONS';
    StandIn::Error::dav('Forbidden', 'Permission denied');
}

sub unsupported {
    my ($method) = @_;
    StandIn::Error::dav('NotImplemented', 'There was no plugin in the system'
        . " that was willing to handle this $method method.");
}

sub options {
    my ($ctx) = @_;
    return empty($ctx, 200,
        [ Allow => $METHODS ], [ DAV => $ctx->{dav_features} ],
        [ 'MS-Author-Via' => 'DAV' ], [ 'Accept-Ranges' => 'bytes' ]);
}

# ---- logins ----------------------------------------------------------------------

my $NO_BASIC = "No 'Authorization: Basic' header found. Either the client"
    . " didn't send one, or the server is misconfigured";
my $NO_BEARER = "No 'Authorization: Bearer' header found. Either the client"
    . " didn't send one, or the server is mis-configured";
my $WRONG_PAIR = 'Username or password was incorrect';

# Every backend adds its complaint.
my %COMPLAINTS = (
    none        => [ $NO_BASIC,   $NO_BEARER,                   $NO_BASIC ],
    wrong       => [ $WRONG_PAIR, $NO_BEARER,                   $WRONG_PAIR ],
    'bad-token' => [ $NO_BASIC,   'Bearer token was incorrect', $NO_BASIC ],
);

sub _refuse {
    my ($ctx) = @_;
    my $auth = $ctx->{auth}{state};
    StandIn::Error::dav('Maintenance', 'System is in maintenance mode.')
        if $ctx->{control}{maintenance};
    StandIn::Error::dav('TooManyRequests', '', hint => 'too many requests')
        if $auth eq 'throttled';
    StandIn::Error::dav('ServiceUnavailable',
        'OC\\User\\DisabledUserException: Account disabled')
        if $auth eq 'disabled';
    return if $auth eq 'ok';
    StandIn::Error::dav('NotAuthenticated',
        join(', ', 'No public access to this resource.',
            'AppAPIAuth has not passed',
            'This request is not for a federated calendar',
            @{ $COMPLAINTS{$auth} }),
        headers => [ [ 'WWW-Authenticate' =>
            'Basic realm="Nextcloud", charset="UTF-8"' ] ]);
}

# ---- replies -----------------------------------------------------------------------

my @POLICY = ([ 'Content-Security-Policy' => "default-src 'none';" ]);

# Sabre answers that got through carry two ids, but one on the old endpoints.
sub ids {
    my ($ctx) = @_;
    my $id = StandIn::State::random(20);
    return ([ 'X-Request-Id' => $id ],
        $ctx->{old_endpoint} ? () : [ 'X-Debug-Token' => $id ]);
}

sub empty {
    my ($ctx, $status, @headers) = @_;
    return {
        status  => $status,
        type    => $status == 204 ? undef : 'text/html; charset=UTF-8',
        headers => [ @POLICY, ids($ctx), @headers ],
        body    => '',
    };
}

sub multistatus {
    my ($ctx, $responses, %how) = @_;
    return {
        status  => 207,
        type    => $how{type} // 'application/xml; charset=utf-8',
        headers => [ @POLICY, ids($ctx), @{ $how{headers} // [] } ],
        body    => StandIn::Xml::multistatus($responses, $how{indent}),
    };
}

# GET on a folder: Sabre has nothing to say.
sub nothing {
    return { status => 200, type => 'text/html; charset=UTF-8',
        headers => [@POLICY], body => '' };
}

# The headers a PROPFIND answer has, even when it fails later on.
sub propfind_headers {
    my ($ctx) = @_;
    return ([ Vary => 'Brief,Prefer' ], [ DAV => $ctx->{dav_features} ]);
}

sub failure {
    my ($ctx, $error) = @_;
    my @headers = @{ $error->{headers} // [] };
    push @headers, propfind_headers($ctx)
        if $ctx->{req}->method eq 'PROPFIND' && $error->{status} == 404
        && $ctx->{dav_features};
    return {
        status  => $error->{status},
        type    => 'application/xml; charset=utf-8',
        headers => [ @POLICY, @headers ],
        body    => StandIn::Xml::error($error),
    };
}

1;
