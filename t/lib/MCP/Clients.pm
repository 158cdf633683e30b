# SPDX-License-Identifier: Apache-2.0
package MCP::Clients;

# MCP clients that others wrote, installed from t/clients/package-lock.json.
# t/clients/*.mjs drive them and tell what they saw, as one JSON object; here
# they are run, t/7*.t judge.
#
#   MCP::Clients::prepare();                  # or the file is over
#   my $seen = told('ask', 'auto') or return; # t/clients/ask.mjs auto
#
# Environment:
#   MCP_ENDPOINT          endpoint to test; default: /mcp of the test httpd
#   NEXTCLOUD_URL         set: a real Nextcloud is behind it, and
#   NEXTCLOUD_USER, NEXTCLOUD_PASSWORD      say who we are there
#   MCP_CLIENTS_DIR       where the clients are installed; default: build/clients
#   MCP_SKIP_CLIENTS=1    leave these tests out

use strict;
use warnings;

use Cwd qw(abs_path);
use Encode qw(decode);
use Exporter qw(import);
use File::Basename qw(dirname);
use File::Spec;
use File::Temp qw(tempdir);
use JSON::PP ();
use POSIX qw(WNOHANG setpgid);
use Test::More;
use Time::HiRes qw(sleep time);

our @EXPORT = qw(told show http answers_to fixture);

my $install_timeout = 300;
my $client_timeout = 120;

my $tests = dirname(dirname(dirname(abs_path(__FILE__))));
my $json = JSON::PP->new->utf8->canonical;
my $show = JSON::PP->new->canonical->allow_nonref->allow_blessed;
my ($node, $installed, $scratch);

sub is_live { return $ENV{NEXTCLOUD_URL} ? 1 : 0 }

# t/bin/check.sh puts what is in build/clients beside its copy of t/.
sub _installed {
    my $top = dirname($tests);
    my ($found) = grep { $_ && -e "$_/.installed" } "$top/clients", "$top/build/clients";
    return File::Spec->rel2abs($ENV{MCP_CLIENTS_DIR} || $found || "$top/build/clients");
}

sub _slurp {
    my ($file) = @_;
    open my $fh, '<:raw', $file or return '';
    local $/;
    my $bytes = <$fh>;
    return defined $bytes ? $bytes : '';
}

# Runs a program in a process group of its own, which is gone afterwards.
# Returns wait status (undef: out of time), standard output and error (bytes).
sub _run {
    my ($timeout, @command) = @_;

    my $pid = fork;
    die "fork: $!" unless defined $pid;
    if (!$pid) {
        setpgid(0, 0);
        open STDIN, '<', '/dev/null';
        open STDOUT, '>', "$scratch/out";
        open STDERR, '>', "$scratch/err";
        { exec { $command[0] } @command }
        print STDERR "$command[0]: $!\n";
        POSIX::_exit(127);
    }
    setpgid($pid, $pid);
    my $end = time + $timeout;
    my $status;
    while (time < $end) {
        if (waitpid($pid, WNOHANG) == $pid) {
            $status = $?;
            last;
        }
        sleep 0.05;
    }
    kill KILL => -$pid;
    waitpid $pid, 0 unless defined $status;
    return ($status, _slurp("$scratch/out"), _slurp("$scratch/err"));
}

# This file fails and says why; the other files may still run.
sub _give_up {
    my ($what, $why) = @_;
    fail('the MCP clients are installed');
    diag("$what\n", decode('UTF-8', $why));
    diag('The clients come from the npm registry; with MCP_SKIP_CLIENTS=1 this test is left out.');
    done_testing;
    exit 1;
}

sub _endpoint {
    return $ENV{MCP_ENDPOINT} if $ENV{MCP_ENDPOINT};
    require Apache::TestRequest;
    return 'http://' . Apache::TestRequest::hostport() . '/mcp';
}

# Ends the file when there are no clients, or no tests are wanted.
sub prepare {
    if (($ENV{MCP_SKIP_CLIENTS} || '') eq '1') {
        plan(skip_all => 'MCP_SKIP_CLIENTS=1');
    }
    binmode $_, ':encoding(UTF-8)'
        for map { Test::More->builder->$_ } qw(output failure_output todo_output);
    $scratch = tempdir('mcp-clients.XXXXXX', TMPDIR => 1, CLEANUP => 1);
    $installed = _installed();
    my ($status, $out, $error) = _run($install_timeout, "$tests/clients/install.sh", $installed);
    _give_up("t/clients/install.sh did not end within $install_timeout s", _slurp("$installed/npm.log"))
        if !defined $status;
    _give_up('t/clients/install.sh failed', $error) if $status;
    chomp($node = $out);
    $ENV{MCP_CLIENTS_DIR} = $installed;
    $ENV{MCP_ENDPOINT} = _endpoint();
    $ENV{MCP_USER} = is_live() ? $ENV{NEXTCLOUD_USER} : 'alice';
    $ENV{MCP_PASSWORD} = is_live() ? $ENV{NEXTCLOUD_PASSWORD} : 'app-alice';
    if (!defined $ENV{MCP_USER} || !defined $ENV{MCP_PASSWORD}) {
        fail('NEXTCLOUD_URL is set, NEXTCLOUD_USER and NEXTCLOUD_PASSWORD are, too');
        done_testing;
        exit 1;
    }
    diag("MCP clients from $installed at $ENV{MCP_ENDPOINT}");
}

# What a script tells, or undef after a failed check.
sub told {
    my ($script, @arguments) = @_;

    # Each wrong password makes a real Nextcloud slower: one has to do.
    my $refusals = $script eq 'sdk1' || !is_live();
    local $ENV{MCP_REFUSALS} = $refusals ? 1 : 0;
    my ($status, $out, $err) = _run($client_timeout, $node, "$tests/clients/$script.mjs", @arguments);
    my $seen = eval { $json->decode($out) };
    my $ended = defined $status ? "wait status $status" : "no end after $client_timeout s";
    my $broken = !$seen || $seen->{out_of_time} || $seen->{crashed};
    $ended = $seen->{crashed} || 'out of time; the last step shown is the one before the one that hangs'
        if $seen && $broken;
    my $name = join ' ', "$script.mjs", @arguments;
    ok(!$broken && defined $status && $status == 0, "$name runs to its end")
        or diag(join "\n", $ended, map { decode('UTF-8', $_) } substr($err, 0, 4000), substr($out, 0, 20_000));
    return $broken ? undef : $seen;
}

sub show { return $show->encode($_[0]) }

# The exchanges over HTTP, as lines; the status of those that say $what.
sub http { return join "\n", map { join ' ', @$_ } @{ $_[0]{http} || [] } }

sub answers_to {
    my ($seen, $what) = @_;
    return map { $_->[1] || 'none' } grep { $_->[0] eq $what } @{ $seen->{http} || [] };
}

# A server with the tools of t/c-modules/conformance that takes no
# credential, as what told() speaks to from now on. With standin => 1 there is
# a Nextcloud behind its /mcp.
sub fixture {
    my (%options) = @_;

    require MCP::Httpd;
    my $httpd = MCP::Httpd->new(
        mpm => $ENV{MCP_MPM} || 'event', children => 4, threads => 8,
        standin => $options{standin} || 0, modules => ['conformance'], config => <<'CONF')->start;
<LocationMatch "^/(open|confirm)$">
    SetHandler mcp
    MCPNextcloudURL none
</LocationMatch>
<Location /confirm>
    MCPConfirm +greet
</Location>
CONF
    $ENV{MCP_ENDPOINT} = $httpd->url . '/open';
    return $httpd;
}

1;
