# SPDX-License-Identifier: Apache-2.0
package MCP::Curl;

# MCP clients of another make, over TLS and HTTP/2 too: each is a curl of its
# own, which makes one request after the other over one connection and, told to
# come back later, waits as long as it was told. It tries again when httpd has
# closed its idle connection.
#
#   my $crowd = MCP::Curl->new(url => $url, http2 => 1);
#   $crowd->add(caller => 'u001', message => { ... }, requests => 3);
#   sleep 0.1 until $crowd->has_ended;
#   my @results = $crowd->results;
#
#   patience  seconds for all requests of one client (100)
#
# A result: { caller, requests, answers => [contents of those with 200],
# ends => [when they were there], statuses => { 200 => 3, 503 => 1 },
# headers => [of each 503], seconds, error }.

use strict;
use warnings;

use File::Temp qw(tempdir);
use JSON::PP ();
use POSIX qw(WNOHANG);
use Time::HiRes qw(time);

use MCP::Load;

my $json = JSON::PP->new->utf8->canonical;

sub new {
    my ($class, %options) = @_;
    return bless {
        patience => 100, running => {}, results => [], owner => $$,
        dir => tempdir('mod_mcp-curl.XXXXXX', TMPDIR => 1, CLEANUP => 1), %options
    }, $class;
}

sub _write {
    my ($file, $text) = @_;

    open my $out, '>:raw', $file or die "$file: $!\n";
    print {$out} $text;
    close $out or die "$file: $!\n";
    return;
}

sub _read {
    my ($file) = @_;

    open my $in, '<:raw', $file or return '';
    local $/;
    return scalar <$in>;
}

# One more client, which begins at once.
sub add {
    my ($self, %client) = @_;
    my $name = "$self->{dir}/" . $self->{count}++;
    my $pid;

    # The credential is no affair of the list of processes.
    _write("$name.conf", join "\n",
        map({ qq(header = "$_") } 'Content-Type: application/json', 'Accept: application/json, text/event-stream',
            'MCP-Protocol-Version: 2025-11-25', 'Authorization: ' . MCP::Load::basic($client{caller})), '');
    _write("$name.json", $json->encode($client{message}));
    $pid = fork;
    die "fork: $!\n" unless defined $pid;
    if ($pid == 0) {
        open STDOUT, '>', "$name.out";
        open STDERR, '>&', \*STDOUT;
        exec 'curl', '-sS', '-k', $self->{http2} ? '--http2' : '--http1.1', '-K', "$name.conf", '-d', "\@$name.json",
            '-D', "$name.headers", '-o', "$name.#1", '--retry', 1000, '--retry-delay', 1,
            '--retry-all-errors', '--retry-max-time', $self->{patience}, '--max-time', $self->{patience}, "$self->{url}?[1-$client{requests}]"
            or POSIX::_exit(127);
    }
    $self->{running}{$pid} = { %client, name => $name, begun => time };
    return;
}

# Those that have, with what came of it.
sub has_ended {
    my ($self) = @_;

    for my $pid (keys %{ $self->{running} }) {
        next unless waitpid($pid, WNOHANG) == $pid;
        push @{ $self->{results} }, _result(delete $self->{running}{$pid}, $?);
    }
    return !%{ $self->{running} };
}

sub results { return @{ $_[0]{results} } }

sub _result {
    my ($client, $exit) = @_;
    my $name = $client->{name};
    my @heads = map { split /\r\n\r\n/ } _read("$name.headers");
    my (%statuses, @refusals);

    for my $head (@heads) {
        my ($status) = $head =~ m{^HTTP/[\d.]+ (\d+)} or next;
        $statuses{$status}++;
        push @refusals, { map { /^([^:]+):\s*(.*)$/ ? (lc $1 => $2) : () } split /\r\n/, $head } if $status == 503;
    }
    return {
        %$client, seconds => time - $client->{begun}, statuses => \%statuses, headers => \@refusals,
        answers => [ map { _read("$name.$_") } 1 .. $client->{requests} ],
        ends => [ map { (Time::HiRes::stat("$name.$_"))[9] } 1 .. $client->{requests} ],
        error => $exit ? _read("$name.out") || "exit status $exit" : undef
    };
}

sub DESTROY {
    my ($self) = @_;

    local ($?, $@, $!);
    return if $self->{owner} != $$;
    for my $pid (keys %{ $self->{running} }) {
        kill TERM => $pid;
        waitpid $pid, 0;
    }
    return;
}

1;
