# SPDX-License-Identifier: Apache-2.0
# Every background job works with the credential of its own request, whatever
# runs beside it, wherever the header came from and however late.
use strict;
use warnings;

use Digest::SHA qw(sha256_hex);
use FindBin;
use HTTP::Tiny;
use List::Util qw(shuffle);
use Test::More;
use lib "$FindBin::Bin/lib";

use MCP::Load;
use MCP::StandIn;
use MCP::Test;

plan skip_all => 'needs the log of the stand-in' if is_live();

my $JOBS = $ENV{MCP_JOBS} || 2000;
my $CLIENTS = 64;
my @users = map { sprintf 'u%03d', $_ } 0 .. 49;
my ($base, $port) = MCP::StandIn::url() =~ m{^(.*?:(\d+))$};

# --- each user has something that nobody else has ---------------------------
MCP::StandIn::reset();
my $http = HTTP::Tiny->new(keep_alive => 0);
for my $uid (@users) {
    $http->request('MKCOL', "$base/remote.php/dav/files/$uid/only-$uid",
        { headers => { Authorization => MCP::Load::basic($uid) } });
}
MCP::StandIn::clear_log();

# --- the jobs ---------------------------------------------------------------
# From the client as Basic and as Bearer; from the server, to a client that
# sent nothing, and to one that sent the credential of somebody else.
sub sources {
    my ($uid, $other) = @_;
    return (
        [ '/mcp', MCP::Load::basic($uid), MCP::Load::basic($uid) ],
        [ "/mcp-as/$uid", undef, MCP::Load::bearer($uid) ],
        [ '/mcp', MCP::Load::bearer($uid), MCP::Load::bearer($uid) ],
        [ "/mcp-as/$uid", MCP::Load::basic($other), MCP::Load::bearer($uid) ],
    );
}

my @tools = qw(find_details_of_current_user get_file_tree);
my %trees; # header => jobs that list a folder with it

sub job {
    my ($n) = @_;
    my $uid = $users[ $n % @users ];
    my $round = int $n / @users;
    my ($path, $sent, $used) = @{ (sources($uid, $users[ ($n + 7) % @users ]))[ $round % 4 ] };
    my $tool = $tools[ int($round / 4) % 2 ];

    $trees{$used}++ if $tool eq 'get_file_tree';
    return MCP::Load::tool($tool, {}, path => $path, authorization => $sent, who => $uid);
}

# Among them some that are nobody's.
sub stranger {
    my ($n) = @_;
    my $header = ($n % 2 ? undef : $n % 4 ? "Bearer app-stranger-$n" : MCP::Load::basic("stranger-$n"));
    return MCP::Load::tool($tools[0], {}, authorization => $header);
}

srand 90;
my @strangers = map { stranger($_) } 1 .. 100;
my $load = MCP::Load->new(port => $port, clients => $CLIENTS, closed => 20, deadline => 110);
my @results = $load->run([ shuffle((map { job($_) } 0 .. $JOBS - 1), @strangers) ]);
diag("$ENV{MCP_MPM}: ", $load->summary) if $ENV{MCP_MPM};

# --- the answers ------------------------------------------------------------
sub text_of {
    my ($result) = @_;
    my $answer = MCP::Load::answer($result) || {};
    return '' if !$answer->{result} || $answer->{result}{isError};
    return join "\n", map { $_->{text} } @{ $answer->{result}{content} };
}

# A result with this user's name in it and nobody else's.
sub is_own {
    my ($result) = @_;
    my $who = $result->{call}{who};
    my %named = map { $_ => 1 } text_of($result) =~ /\b(?:only-)?(u\d{3})\b/g;

    return ($result->{status} || 0) == 200 && join(' ', keys %named) eq $who;
}

my @own = grep { $_->{call}{who} } @results;
my @wrong = grep { !is_own($_) } @own;
is(scalar @own, $JOBS, "$JOBS jobs ended");
is(scalar @wrong, 0, '... each with the answer for its own user')
    || diag(join "\n", map { "$_->{call}{who}: " . ($_->{error} || "$_->{status} $_->{content}") }
        @wrong[ 0 .. ($#wrong < 4 ? $#wrong : 4) ]);

my @refused = grep { !$_->{call}{who} } @results;
is(scalar(grep { ($_->{status} || 0) == 401 } @refused), scalar @strangers,
    'no credential and wrong ones: 401');
is(scalar(grep { ($_->{headers}{'www-authenticate'} || '') =~ /^Basic / } @refused),
    scalar @strangers, '... with a challenge');
is(scalar(grep { ($_->{content} || '') =~ /-32602/ } @results), 0, 'nobody hears -32602');
is(scalar(grep { ($_->{headers}{'retry-after'} || '') !~ /^\d+$/ || !MCP::Load::answer($_)->{error} }
        $load->refusals), 0, 'every 503 is honest');

# --- what Nextcloud saw -----------------------------------------------------
my @requests = MCP::StandIn::requests();
my %owner = map { my $uid = $_; map { sha256_hex($_) => $uid } MCP::Load::basic($uid), MCP::Load::bearer($uid) } @users;
my %stranger = map { sha256_hex($_) => 1 }
    grep { defined } map { $_->{request} =~ /^Authorization: (.*)\r$/m } @strangers;

cmp_ok(scalar @requests, '>', $JOBS / 2, 'Nextcloud was asked: ' . scalar(@requests) . ' requests');
is(scalar(grep { !defined $_->{auth_sha256} } @requests), 0, 'no request without a header');
is(scalar(grep { !$owner{ $_->{auth_sha256} } && !$stranger{ $_->{auth_sha256} } } @requests),
    0, 'no header that nobody sent');
is(scalar(grep { defined $_->{uid} && $owner{ $_->{auth_sha256} } ne $_->{uid} } @requests),
    0, 'each header belongs to the user that was served');

my @files = map { $_->{uri} =~ m{^/remote\.php/dav/files/([^/]+)} ? [ $1, $_->{auth_sha256} ] : () } @requests;
is(scalar(grep { ($owner{ $_->[1] } || '') ne $_->[0] } @files), 0, 'nobody reads the files of another');
is(scalar(grep { $stranger{ $_->{auth_sha256} } && $_->{uri} !~ m{/cloud/user\b} } @requests),
    0, 'a wrong credential asks for nothing but who it is');

my %listed;
$listed{ $_->[1] }++ for @files;
my @missing = grep { ($listed{ sha256_hex($_) } || 0) < $trees{$_} } keys %trees;
is(scalar @missing, 0, 'each job asked with the very header of its request');

# --- Nextcloud is stopped ---------------------------------------------------
for my $uid (@users[ 3, 4 ]) {
    my $client = client('alice', endpoint => "$base/mcp-down", user => $uid, password => "app-$uid");
    my $answer = $client->rpc('initialize', { protocolVersion => '2025-11-25' });
    is($answer->{result}{protocolVersion}, '2025-11-25', 'initialize without a Nextcloud');
}

done_testing();
