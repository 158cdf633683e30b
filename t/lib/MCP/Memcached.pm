# SPDX-License-Identifier: Apache-2.0
package MCP::Memcached;

# A memcached of a test's own, that ends with the object.
#
#   my $memcached = MCP::Memcached->start if MCP::Memcached::is_there();
#   ... "MCPStore memcache:127.0.0.1:" . $memcached->port ...

use strict;
use warnings;

use IO::Socket::INET;
use POSIX ();
use Time::HiRes qw(sleep time);

my $PROGRAM = '/usr/bin/memcached';

sub is_there { return -x $PROGRAM }

sub start {
    my ($class) = @_;
    my $self = bless { owner => $$ }, $class;
    my $socket = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1')
        or die "no free port: $!\n";

    $self->{port} = $socket->sockport;
    close $socket;
    $self->{pid} = fork;
    die "fork: $!\n" unless defined $self->{pid};
    if ($self->{pid} == 0) {
        open STDOUT, '>', '/dev/null';
        open STDERR, '>&', \*STDOUT;
        exec {$PROGRAM} $PROGRAM, '-l', '127.0.0.1', '-p', $self->{port}, '-U', 0,
            $> == 0 ? ('-u', 'nobody') : ()
            or POSIX::_exit(127);
    }
    my $limit = time + 15;
    until (IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $self->{port}, Timeout => 2)) {
        die "memcached does not start\n" if time > $limit;
        sleep 0.05;
    }
    return $self;
}

sub port { return $_[0]{port} }

sub DESTROY {
    my ($self) = @_;

    local ($?, $!);
    return if $self->{owner} != $$;
    kill KILL => $self->{pid};
    waitpid $self->{pid}, 0;
    return;
}

1;
