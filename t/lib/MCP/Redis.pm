# SPDX-License-Identifier: Apache-2.0
package MCP::Redis;

# A redis server of a test's own, that ends with the object.
#
#   my $redis = MCP::Redis->start or plan skip_all => 'no redis-server';
#   ... "MCPStore redis:127.0.0.1:" . $redis->port ...

use strict;
use warnings;

use File::Temp qw(tempdir);
use IO::Socket::INET;
use POSIX ();
use Time::HiRes qw(sleep time);

my $PROGRAM = '/usr/bin/redis-server';

sub is_there { return -x $PROGRAM }

sub start {
    my ($class) = @_;
    my $self = bless { owner => $$, dir => tempdir(CLEANUP => 1) }, $class;
    my $socket = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1')
        or die "no free port: $!\n";

    $self->{port} = $socket->sockport;
    close $socket;
    $self->{pid} = fork;
    die "fork: $!\n" unless defined $self->{pid};
    if ($self->{pid} == 0) {
        open STDOUT, '>', "$self->{dir}/output";
        open STDERR, '>&', \*STDOUT;
        exec {$PROGRAM} $PROGRAM, '--port', $self->{port}, '--bind', '127.0.0.1', '--save', '',
            '--dir', $self->{dir}, '--databases', 1
            or POSIX::_exit(127);
    }
    my $limit = time + 15;
    until ($self->ask('PING') eq '+PONG') {
        die "redis does not start\n" if time > $limit;
        sleep 0.05;
    }
    return $self;
}

sub port { return $_[0]{port} }

# One command and the first line of its answer ('' while it does not listen).
sub ask {
    my ($self, $command) = @_;
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $self->{port}, Timeout => 2)
        or return '';

    print {$socket} "$command\r\n";
    my $line = <$socket> // '';
    $line =~ s/\r?\n\z//;
    return $line;
}

# All keys in it.
sub keys {
    my ($self) = @_;
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $self->{port}, Timeout => 2)
        or die "redis: $!\n";

    print {$socket} "KEYS *\r\n";
    my ($count) = (<$socket> // '') =~ /^\*(\d+)/;
    return map { <$socket>; my $key = <$socket>; $key =~ s/\r\n\z//; $key } 1 .. $count || 0;
}

sub DESTROY {
    my ($self) = @_;

    local ($?, $!);
    return if $self->{owner} != $$;
    kill KILL => $self->{pid};
    waitpid $self->{pid}, 0;
    return;
}

1;
