# SPDX-License-Identifier: Apache-2.0
# Answers of a Nextcloud that is not well, switched on by the control
# interface: what a client gets from a broken PHP, a proxy or a login page.
package StandIn::Outage;
use strict;
use warnings;
use StandIn::Reply ();

my %MODES = (
    '500' => sub {
        StandIn::Reply::html(500, 'Internal Server Error',
            'The server was unable to complete your request.');
    },
    '502' => sub { _proxy(502, 'Bad Gateway') },
    '503' => sub { _proxy(503, 'Service Unavailable') },
    '504' => sub { _proxy(504, 'Gateway Timeout') },
    # 200, but not from Nextcloud: a captive portal or a login page.
    login => sub {
        StandIn::Reply::html(200, 'Log in', 'Please log in.');
    },
    redirect => sub {
        return {
            status => 302, type => 'text/html; charset=UTF-8', body => '',
            headers => [ [ Location => '/index.php/login' ] ]
        };
    },
    garbage => sub {
        return {
            status => 200, type => 'application/json; charset=utf-8',
            body => '{"ocs":{"meta":{"status":"ok",'
        };
    },
    empty => sub { return { status => 200, type => 'text/html', body => '' } },
);

sub modes { return sort keys %MODES }

sub reply {
    my ($mode) = @_;
    return if !defined $mode || $mode eq 'off' || !$MODES{$mode};
    return $MODES{$mode}->();
}

sub _proxy {
    my ($status, $title) = @_;
    return {
        status => $status, type => 'text/html; charset=iso-8859-1',
        body => "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n"
            . "<html><head>\n<title>$status $title</title>\n</head><body>\n"
            . "<h1>$title</h1>\n</body></html>\n",
    };
}

1;
