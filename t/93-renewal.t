# SPDX-License-Identifier: Apache-2.0
# When the time of a verdict is over, one of a user's requests asks Nextcloud
# anew and the others do not wait for it; what it hears holds for all.
use strict;
use warnings;

use FindBin;
use Test::More;
use Time::HiRes qw(sleep);
use lib "$FindBin::Bin/lib";

use MCP::Httpd;
use MCP::Load;

my $CALLERS = 6;
my $nextcloud = MCP::Httpd->new(mcp => 0, threads => 16)->start;

sub calls {
    my ($httpd, $who) = @_;
    my $load = MCP::Load->new(port => $httpd->port, clients => $CALLERS, closed => 10);

    return $load->run([ map {
        MCP::Load::tool(get_file_tree => {}, authorization => MCP::Load::basic($who))
    } 1 .. $CALLERS ]);
}

sub verifications { return scalar grep { $_->{uri} =~ m{/cloud/user\b} } $nextcloud->requests }

sub statuses { return join ' ', sort map { $_->{status} || $_->{error} } @_ }

for my $mpm ($ENV{MCP_MPM} || qw(event worker prefork)) {
    my $httpd = MCP::Httpd->new(
        mpm => $mpm, standin => 0, nextcloud => $nextcloud->url, threads => 2 * $CALLERS + 4,
        config => "<Location /mcp>\nMCPAuthCache 4 1\n</Location>"
    )->start;

    subtest $mpm => sub {
        MCP::Load->new(port => $httpd->port, clients => 1)->run([
            MCP::Load::tool(get_file_tree => {}, authorization => MCP::Load::basic('u010')) ]);
        sleep 4.2;
        $nextcloud->mark;
        is(statuses(calls($httpd, 'u010')), join(' ', (200) x $CALLERS), 'all are answered');
        # Children that look at the same moment may both ask.
        cmp_ok(verifications(), '>=', 1, 'Nextcloud is asked anew');
        cmp_ok(verifications(), $mpm eq 'prefork' ? '<' : '<=', $mpm eq 'prefork' ? $CALLERS : 1,
            '... by one, not by all');
        $nextcloud->mark;
        calls($httpd, 'u010');
        is(verifications(), 0, 'and its answer is remembered');

        sleep 4.2;
        $nextcloud->control(revoke => user => 'u010');
        calls($httpd, 'u010');
        is(statuses(calls($httpd, 'u010')), join(' ', (401) x $CALLERS), 'a refusal holds for all');
        $nextcloud->control('reset');
        is(join("\n", $httpd->complaints), '', 'nothing bad in the log');
    };
}

done_testing();
