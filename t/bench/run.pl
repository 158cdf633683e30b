#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# make bench: how fast, how dear and how large the module is, beside what the
# same httpd can do at best and beside other MCP servers, measured in turns.
# Prints tables and writes build/bench.tsv: name, value, unit, ratio to the
# ceiling, ratio to each peer.
#
#   QUICK=1         one short round of each
#   ROWS=list,call  only the rows whose names match one of these
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib", "$FindBin::Bin/../lib";
use JSON::PP ();

use Bench::Load;
use Bench::Memory;
use Bench::Report;
use Bench::Servers;
use Bench::Streams;

my $quick = $ENV{QUICK};
my %how = $quick ? (seconds => 1, rounds => 1) : (seconds => 2, rounds => 3);
my @wanted = split /,/, $ENV{ROWS} || '';
my $servers = Bench::Servers->new;
my $report = Bench::Report->new(file => ($ENV{build} || 'build') . '/bench.tsv');

sub is_wanted {
    my ($name) = @_;
    return !@wanted || grep { $name =~ /\Q$_\E/ } @wanted;
}

# One row: subjects in turns at these connections.
sub row {
    my ($name, $connections, %subjects) = @_;

    return unless is_wanted($name);
    # Whatever is remembered is remembered now, and threads are there.
    Bench::Load::run($_, connections => $connections, seconds => 1) for values %subjects;
    $report->add("$name c=$connections", Bench::Load::rounds(\%subjects, %how, connections => $connections));
    return;
}

my $one = $servers->httpd(tools => 30);
my $list = JSON::PP->new->utf8->decode($servers->subject($one, 'tools/list')->{answer})->{result}{tools};
my @peers = grep { defined } $servers->peers($list);
my %item = (name => 'bench_item_0', arguments => {});

# Ours, the ceiling and each peer with one request.
sub compared {
    my ($method, $params, %more) = @_;
    my $ours = $servers->subject($one, $method, $params, %more);
    my %subjects = (mod_mcp => $ours, ceiling => $servers->constant($one, $ours));

    for my $peer (@peers) {
        next if $method eq 'server/discover' && !$peer->{modern};
        next if $method eq 'ping' && $peer->{modern};
        $subjects{ $peer->{name} } = $servers->subject($peer, $method, $params);
    }
    return %subjects;
}

# --- answered by the worker -------------------------------------------------------
for my $c ($quick ? 32 : (1, 32, 256)) {
    row('ping', $c, compared('ping', {}));
    row('tools/list, 30 tools', $c, compared('tools/list', {}));
    row('tools/call, inner', $c, compared('tools/call', { name => 'bench_echo', arguments => { text => 'hello world' } }));
}
row('server/discover', 32, compared('server/discover', {}, modern => 1));

# --- one request to Nextcloud ------------------------------------------------------
for my $delay (0, 20) {
    my %call = (name => 'bench_item_0', arguments => $delay ? { delay => $delay } : {});
    my $path = '/index.php/apps/bench/item' . ($delay ? "?delay=$delay" : '');

    # One connection would measure the delay and nothing else.
    for my $c ($quick ? 32 : $delay ? (32, 256) : (1, 32, 256)) {
        my %subjects = compared('tools/call', \%call);
        row("tools/call, upstream $delay ms", $c, %subjects, ceiling => $servers->proxied($one, $path));
    }
}
{
    my $size = 1024 * 1024;
    my $empty = $servers->httpd(manifests => "$FindBin::Bin/../../conf/tools.d");
    my $read = $servers->subject($empty, 'tools/call',
        { name => 'get_file_content', arguments => { file_path => "/$size.txt" } });

    row('file of 1 MB', 8, mod_mcp => $read, ceiling => $servers->proxied($empty, "/remote.php/dav/files/alice/$size.txt"));
    my $all = $servers->subject($empty, 'tools/list');
    row('tools/list, all tools', 32, mod_mcp => $all,
        ceiling => $servers->constant($empty, $all));
}
row('cold auth', 32, mod_mcp => $servers->subject($one, 'tools/call', \%item, path => '/mcp-cold'),
    ceiling => $servers->proxied($one, '/index.php/apps/bench/item'));

# --- by a job thread: a worker runs no batch, and nothing where it can be parked -------
row('tools/call, job thread', 32, mod_mcp => $servers->subject($one, 'tools/call', \%item, batch => 1),
    ceiling => $servers->proxied($one, '/index.php/apps/bench/item'));
if (is_wanted('tools/call, parked')) {
    my $parked = $servers->httpd(tools => 30, config => 'MCPPark On 256');

    row('tools/call, parked', 32, mod_mcp => $servers->subject($parked, 'tools/call', \%item),
        ceiling => $servers->proxied($parked, '/index.php/apps/bench/item'));
}

# --- children, TLS, HTTP/2 ------------------------------------------------------------
{
    my $four = $servers->httpd(tools => 30, children => 4);

    for my $case ([ 'tools/list', {} ], [ 'tools/call', \%item ]) {
        my $ours = $servers->subject($four, @$case);
        row("$case->[0], 4 children", 32, mod_mcp => $ours,
            ceiling => $case->[0] eq 'tools/list' ? $servers->constant($four, $ours)
            : $servers->proxied($four, '/index.php/apps/bench/item'));
    }
    my $tls = $servers->httpd(tools => 30, tls => 1);
    for my $h2 (0, 1) {
        my $name = $h2 ? 'HTTP/2' : 'TLS';
        my $ours = $servers->subject($tls, 'tools/list', {}, base => $tls->{tls}, h2 => $h2);
        row("tools/list, $name", 32, mod_mcp => $ours, ceiling => $servers->constant($tls, $ours));
        $ours = $servers->subject($tls, 'tools/call', \%item, base => $tls->{tls}, h2 => $h2);
        row("tools/call, $name", 32, mod_mcp => $ours,
            ceiling => { %{ $servers->proxied($tls, '/index.php/apps/bench/item') }, url => "$tls->{tls}/proxy/index.php/apps/bench/item", h2 => $h2 });
    }
}

# --- growth ---------------------------------------------------------------------------
# To 500: the registry takes 512 tools at most.
for my $hidden ($quick ? (0, 470) : (0, 70, 470)) {
    next unless is_wanted('growth, tools');
    my $server = $servers->httpd(tools => 30, hidden => $hidden);
    my $tools = 30 + $hidden;

    row("growth, tools/list of 30 with $tools tools", 32, mod_mcp => $servers->subject($server, 'tools/list'));
    row("growth, tools/call with $tools tools", 32, mod_mcp => $servers->subject($server, 'tools/call', \%item));
}
for my $users ($quick ? (1, 100) : (1, 100, 10_000)) {
    row("growth, tools/call of $users users", 32,
        mod_mcp => $servers->subject($one, 'tools/call', \%item, users => $users));
}

# --- what a warm call asks of Nextcloud --------------------------------------------------
if (is_wanted('warm')) {
    my $ours = $servers->subject($one, 'tools/call', \%item);
    my $before = $servers->upstream_count;
    my $m = Bench::Load::run($ours, connections => 1, seconds => 3);
    my $after = $servers->upstream_count;

    $report->value('warm call, requests upstream', ($after->{requests} - $before->{requests}) / $m->{requests}, 'per call');
    # One of them is ours, that asked for the count.
    $report->value('warm call, connections upstream', $after->{connections} - $before->{connections} - 1, 'in all');
}

# --- memory and start -----------------------------------------------------------------------
Bench::Streams::measure($servers, $report, $quick ? (10, 100) : (10, 100, 1000)) if is_wanted('streams');
Bench::Memory::measure($servers, $report, $quick) if is_wanted('memory');

$report->print;
