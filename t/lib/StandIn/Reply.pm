# SPDX-License-Identifier: Apache-2.0
# Replies as plain data, and the one place that hands them to httpd.
#   { status, line?, type?, headers => [[name, value], ...],
#     body => bytes | file => path, offset, length }
package StandIn::Reply;
use strict;
use warnings;
use APR::Table ();
use Apache2::Const -compile => 'OK';
use Apache2::RequestIO ();
use Apache2::RequestRec ();
use Apache2::Response ();
use StandIn::Json ();
use StandIn::State ();

my $INSTANCE = 'ocedr8hyi1ym';

# Reasons as PHP writes them; the rest comes from httpd's own table.
my %LINE = (
    207 => 'Multi-Status',
    412 => 'Precondition failed',
    416 => 'Requested Range Not Satisfiable',
    423 => 'Locked',
    429 => 'Too Many Requests',
    507 => 'Insufficient Storage',
);

my @PROTECT = (
    [ 'X-Content-Type-Options'            => 'nosniff' ],
    [ 'X-Frame-Options'                   => 'SAMEORIGIN' ],
    [ 'X-Permitted-Cross-Domain-Policies' => 'none' ],
    [ 'X-Robots-Tag'                      => 'noindex, nofollow' ],
    [ 'Referrer-Policy'                   => 'no-referrer' ],
);

sub instance_id { return $INSTANCE }

sub json {
    my ($status, $data, @headers) = @_;
    return {
        status  => $status,
        type    => 'application/json; charset=utf-8',
        headers => [ app_headers(), @headers ],
        body    => StandIn::Json::encode($data),
    };
}

# The headers of every answer that went through Nextcloud's app framework.
sub app_headers {
    return (
        [ 'X-Request-Id'  => StandIn::State::random(20) ],
        [ 'Cache-Control' => 'no-cache, no-store, must-revalidate' ],
        [   'Content-Security-Policy' => "default-src 'none';base-uri 'none';"
                . "manifest-src 'self';frame-ancestors 'none'" ],
        [   'Feature-Policy' =>
                "autoplay 'none';camera 'none';fullscreen 'none';"
                . "geolocation 'none';microphone 'none';payment 'none'" ],
    );
}

sub html {
    my ($status, $title, $text, @headers) = @_;
    my $body = <<"HTML";
<!DOCTYPE html>
<html class="ng-csp" data-placeholder-focus="false" lang="en" data-locale="en" translate="no" >
	<head data-requesttoken="">
		<meta charset="utf-8">
		<title>
			Nextcloud		</title>
	</head>
	<body id="body-login">
		<div class="guest-box">
			<h2>$title</h2>
			<p>$text</p>
		</div>
	</body>
</html>
HTML
    return {
        status => $status, type => 'text/html; charset=UTF-8',
        headers => [@headers], body => $body
    };
}

# Cookies are sent as Nextcloud sends them: a client must not keep them.
sub _cookies {
    my $value = StandIn::State::random(26);
    my $far   = 'expires=Fri, 31-Dec-2100 23:59:59 GMT';
    return (
        [ 'Set-Cookie' => "oc_sessionPassphrase=$value; path=/; HttpOnly;"
                . ' SameSite=Lax' ],
        [ 'Set-Cookie' => "nc_sameSiteCookielax=true; path=/; httponly;$far;"
                . ' SameSite=lax' ],
        [ 'Set-Cookie' => 'nc_sameSiteCookiestrict=true; path=/; httponly;'
                . "$far; SameSite=strict" ],
        [ 'Set-Cookie' => "$INSTANCE=$value; path=/; HttpOnly; SameSite=Lax" ],
    );
}

sub send {
    my ($r, $reply) = @_;
    my $status = $reply->{status};
    my $line   = $reply->{line} // $LINE{$status};
    $r->status($status);
    $r->status_line("$status $line") if defined $line;
    for my $header (@{ $reply->{headers} // [] }, _cookies(), @PROTECT) {
        $r->headers_out->add(@$header);
    }
    $r->content_type($reply->{type}) if defined $reply->{type};
    if (defined $reply->{file}) { _send_file($r, $reply) }
    else                        { _send_body($r, $reply) }
    return Apache2::Const::OK;
}

sub _send_body {
    my ($r, $reply) = @_;
    return if $reply->{status} == 204 || $reply->{status} == 304;
    my $body = $reply->{body} // '';
    $r->set_content_length(length $body);
    # A status with a body but nothing to print still has to end the headers.
    length $body && !$r->header_only ? $r->print($body) : $r->rflush;
    return;
}

sub _send_file {
    my ($r, $reply) = @_;
    $r->set_content_length($reply->{length});
    return $r->rflush if $r->header_only || !$reply->{length};
    $r->sendfile($reply->{file}, $reply->{offset}, $reply->{length});
    return;
}

1;
