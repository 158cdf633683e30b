# SPDX-License-Identifier: Apache-2.0
# What the children share: MCPStore and MCPSecretFile, over restarts and over
# several servers.
use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use Test::More;
use lib "$FindBin::Bin/lib";

use MCP::Client;
use MCP::Httpd;
use MCP::Redis;

my $dir = tempdir(CLEANUP => 1);
my $mpm = $ENV{MCP_MPM} || 'event';
my $nextcloud = MCP::Httpd->new(mcp => 0, threads => 16)->start;

sub server {
    my ($config, @modules) = @_;
    my $load = join '', map { "LoadModule socache_${_}_module "
        . MCP::Httpd::_apxs('LIBEXECDIR') . "/mod_socache_$_.so\n" } @modules;

    return MCP::Httpd->new(mpm => $mpm, standin => 0, nextcloud => $nextcloud->url, config => "$load$config");
}

sub secret_file {
    my ($name, $text, $mode) = @_;

    open my $file, '>', "$dir/$name" or die $!;
    print $file $text;
    close $file;
    chmod $mode // 0600, "$dir/$name";
    return "$dir/$name";
}

# How often Nextcloud is asked who alice is when she asks these servers.
sub asked {
    my @servers = @_;

    $nextcloud->mark;
    for my $server (@servers) {
        my $client = MCP::Client->new(endpoint => $server->url . '/mcp', user => 'alice', password => 'app-alice');
        my $answer = $client->rpc('tools/list');
        die $answer->{error}{message} if $answer->{error};
    }
    return scalar grep { $_->{uri} =~ m{/cloud/user\b} } $nextcloud->requests;
}

# --- wrong values -----------------------------------------------------------------
my $good = secret_file(good => ('0123456789abcdef' x 4) . "\n");
my %wrong = (
    'MCPStore dbm'         => qr/"dbm" is none of shmcb .*, redis .* and memcache/,
    'MCPStore shmcb:10K'   => qr/"10K" is not a number of bytes from 1048576/,
    'MCPStore shmcb:x(5)'  => qr/shmcb: Invalid argument: size/,
    'MCPStore redis:1.2.3.4' => qr/mod_socache_redis is not loaded \(a2enmod socache_redis\)/,
    "MCPSecretFile $dir/nowhere" => qr/nowhere: No such file/,
    "MCPSecretFile $dir"   => qr/is not a file/,
    'MCPSecretFile ' . secret_file(short => "abc\n")           => qr/short has less than 32 characters/,
    'MCPSecretFile ' . secret_file(open => 'x' x 64, 0644)     => qr/open can be read or written by everybody/,
    'MCPSecretFile ' . secret_file(binary => "x\0" x 40)       => qr/binary is not text/,
    'MCPSecretFile ' . secret_file(long => 'x' x 5000)         => qr/over 4095 bytes/,
    "<VirtualHost *:1>\nMCPStore shmcb\n</VirtualHost>"        => qr/MCPStore/,
    "<VirtualHost *:1>\nMCPSecretFile $good\n</VirtualHost>"   => qr/MCPSecretFile/,
);
for my $line (sort keys %wrong) {
    my $name = $line =~ s/\n/ /gr =~ s/\Q$dir//gr;

    eval { server($line)->start };
    like($@, $wrong{$line}, "$name is refused and says why");
}

# --- one server -------------------------------------------------------------------
my $one = server("MCPStore shmcb:2M\n")->start;
is(asked($one, $one), 1, 'a verdict is remembered');
$one->graceful;
is(asked($one), 0, 'also over a restart');
{
    open my $conf, '>>', $one->root . '/httpd.conf' or die $!;
    print $conf "MCPStore shmcb:4M\n";
}
$one->graceful;
is(asked($one), 1, 'but not when MCPStore has changed');
is($one->stop, 1, 'it stops') or diag $one->error_log;
is_deeply([ $one->complaints ], [], 'without complaints');

# --- several ----------------------------------------------------------------------
SKIP: {
    skip 'redis-server is not installed', 1 unless MCP::Redis->is_there;
    my $redis = MCP::Redis->start;
    my $store = 'MCPStore redis:127.0.0.1:' . $redis->port;
    my ($first, $second) = map { server("$store\nMCPSecretFile $good\n", 'redis')->start } 1 .. 2;

    is(asked($first, $second, $first), 1, 'servers that share redis and a secret share what they know');
    unlike($first->error_log, qr/MCP0050/, 'there is nothing to warn of');
    is(scalar(grep { /alice|app-/ || length > 120 } $redis->keys), 0, 'keys tell nothing and are short enough');
    cmp_ok(scalar($redis->keys), '>', 0, '(there are keys)');
    $first->stop;
    $first = server("$store\nMCPSecretFile $good\n", 'redis')->start;
    is(asked($first), 0, 'it outlives a server');

    my $stranger = server("$store\n", 'redis')->start;
    like($stranger->error_log, qr/MCP0050: MCPStore is redis, but no MCPSecretFile/, 'without a secret: a warning');
    is(asked($stranger), 1, '... and nothing is found');

    undef $redis;
    cmp_ok(asked($first, $first), '>=', 1, 'without redis everything still works, for more questions');
    is_deeply([ grep { !/socache_redis:crit/ } map { $_->complaints } $first, $second, $stranger ], [],
        'and httpd alone complains');
}

done_testing();
