# SPDX-License-Identifier: Apache-2.0
package MCP::StandIn;

# The stand-in Nextcloud of the test httpd, from a test's side: change its
# weather and read what it was asked.

use strict;
use warnings;

use HTTP::Tiny;
use JSON::PP ();

use Apache::TestRequest ();

my $json = JSON::PP->new->utf8;
my $http = HTTP::Tiny->new(timeout => 30);
my $seen = 0; # lines of the log that clear_log has passed

sub url { return 'http://' . Apache::TestRequest::hostport() }

# control(maintenance => on => 1): see StandIn::Control.
sub control {
    my ($action, %params) = @_;
    my $response = $http->post_form(url() . "/standin-control/$action", \%params);

    die "stand-in: $action: $response->{content}\n" unless $response->{success};
    return;
}

sub reset {
    control('reset');
    $seen = 0;
    return;
}

sub _log {
    my $response = $http->get(url() . '/standin-control/log');

    die "stand-in: log: $response->{content}\n" unless $response->{success};
    return map { $json->decode($_) } split /\n/, $response->{content};
}

# The requests since reset or clear_log, in their order.
sub requests {
    my @log = _log();
    return @log[ $seen .. $#log ];
}

sub clear_log {
    $seen = () = _log();
    return;
}

# A log of the test httpd, or undef when it is not on this machine.
sub log_text {
    my ($name) = @_;
    my $file = Apache::Test::vars('t_logs') . "/$name";

    open my $handle, '<', $file or return undef;
    local $/;
    return scalar <$handle>;
}

1;
