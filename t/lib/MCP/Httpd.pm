# SPDX-License-Identifier: Apache-2.0
package MCP::Httpd;

# An httpd of a test's own, beside the one that Apache::Test runs: another
# MPM, another number of workers, one that may be restarted and killed.
#
#   my $httpd = MCP::Httpd->new(mpm => 'event', threads => 8)->start;
#   ... $httpd->url ... $httpd->graceful; $httpd->settle; $httpd->stop;
#
#   mpm       event (default), worker, prefork
#   threads   per child (16); under prefork this times children is the number
#             of processes
#   children  to start with and at most in one generation (1)
#   spare     further slots, for children that end slowly (4)
#   standin   0: without the stand-in Nextcloud, and without mod_perl
#   mcp       0: without mod_mcp
#   nextcloud URL of the Nextcloud behind /mcp (its own)
#   modules   of t/c-modules to load, as a list of names
#   config    further directives, as text
#   wrapper   command to start it with, as a list (valgrind ...)
#   single    1: one process (httpd -X)
#   patience  seconds to wait for a start or a stop (30)
#
# It ends with the object. Needs Linux (/proc). Environment:
#   APXS         finds httpd      build   the folder of the module
#   MCP_PRELOAD  a library that a server with the module loads first
#   MCP_PARK     1: MCPPark On, unless the test says otherwise
#   MCP_KEEP     a file that all error logs are appended to

use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use HTTP::Tiny;
use IO::Socket::INET;
use JSON::PP ();
use POSIX qw(WNOHANG);
use Scalar::Util qw(weaken);
use Time::HiRes qw(sleep time);

my $top = dirname(dirname(dirname(dirname(abs_path(__FILE__)))));
my $json = JSON::PP->new->utf8;
my @all;    # that are still there, and perhaps some undef

sub new {
    my ($class, %options) = @_;
    my $self = bless {
        mpm => 'event', threads => 16, children => 1, spare => 4, standin => 1,
        mcp => 1, config => '', wrapper => [], single => 0, patience => 30,
        owner => $$, %options
    }, $class;

    $self->{root} = tempdir('mod_mcp-httpd.XXXXXX', TMPDIR => 1, CLEANUP => 1);
    mkdir "$self->{root}/$_" for qw(logs htdocs state);
    push @all, $self;
    weaken($all[-1]);
    $self->_write('htdocs/idle.txt', "nothing\n");
    return $self;
}

# ---- what it is made of ----------------------------------------------------------

# The first that is there: beside t/ (t/bin/check.sh), or the build's.
sub _first {
    my (@files) = @_;
    my ($found) = grep { -e } @files;

    return $found || die "none of these is there: @files\n";
}

sub module {
    my $build = ($ENV{MCP_TOP} || $top) . '/' . ($ENV{build} || 'build');

    return _first("$top/mod_mcp.so", "$build/mod_mcp.so");
}

sub c_module {
    my ($name) = @_;
    my $build = ($ENV{MCP_TOP} || $top) . '/' . ($ENV{build} || 'build');

    return _first(map { "$_/c-modules/mod_mcp_$name.so" } $top, $build);
}

sub tools_dir { return _first("$top/tools.d", ($ENV{MCP_TOP} || $top) . '/conf/tools.d') }

my %apxs;

sub _apxs {
    my ($name) = @_;
    my $program = $ENV{APXS} || 'apxs';

    return $apxs{$name} if defined $apxs{$name};
    chomp(my $value = `$program -q $name`);
    return $apxs{$name} = $value;
}

sub httpd { return _apxs('SBINDIR') . '/' . _apxs('PROGNAME') }

sub _read {
    my ($file) = @_;

    open my $handle, '<:raw', $file or return '';
    local $/;
    return scalar(<$handle>) // '';    # of a process that has just gone
}

sub _write {
    my ($self, $name, $text) = @_;

    open my $handle, '>:raw', "$self->{root}/$name" or die "$name: $!\n";
    print {$handle} $text;
    close $handle or die "$name: $!\n";
}

sub _template {
    my ($self, $name) = @_;
    my $text = _read("$top/t/conf/$name.tmpl");
    my %value = (
        MPM => $self->{mpm}, MODULES => _apxs('LIBEXECDIR'), TOP => $top,
        STATE => "$self->{root}/state"
    );

    if ($self->{mcp}) {
        my $module = module();
        $text =~ s{\@TOP\@/mod_mcp\.so}{$module};
    }
    $text =~ s/^LoadModule mcp_module.*\n//m unless $self->{mcp};
    $text =~ s/^LoadModule perl_module.*\n//m unless $self->{standin};
    $text =~ s/\@(\w+)\@/$value{$1}/g;
    return $text;
}

sub _workers {
    my ($self) = @_;
    my ($threads, $children) = @$self{qw(threads children)};
    my $all = $threads * $children;
    my $slots = $children + $self->{spare};

    return "StartServers $all\nServerLimit $all\nMaxRequestWorkers $all\n"
        . "MinSpareServers 1\nMaxSpareServers $all\n"
        if $self->{mpm} eq 'prefork';
    my $limit = $threads > 64 ? $threads : 64;
    return "StartServers $children\nServerLimit $slots\n"
        . "ThreadsPerChild $threads\nThreadLimit $limit\nMaxRequestWorkers $all\n"
        . "MinSpareThreads 1\nMaxSpareThreads $all\n"
        . ($self->{mpm} eq 'event' ? "AsyncRequestWorkerFactor 16\n" : '');
}

sub _configuration {
    my ($self) = @_;
    my $root = $self->{root};
    my $nextcloud = $self->{nextcloud} || $self->url;
    my $text = <<"CONF";
ServerRoot $root
DefaultRuntimeDir $root/logs
ServerName 127.0.0.1
Listen 127.0.0.1:$self->{port}
PidFile $root/logs/httpd.pid
ErrorLog $root/logs/error_log
Mutex default:$root/logs
CoreDumpDirectory $root/logs
DocumentRoot $root/htdocs
KeepAliveTimeout 2
Timeout 60
CONF
    $text .= "User nobody\nGroup nogroup\n" if $> == 0;
    $text .= $self->_template('modules.conf') . $self->_workers;
    $text .= "LoadModule mcp_${_}_module " . c_module($_) . "\n" for @{ $self->{modules} || [] };
    $text .= "TypesConfig /dev/null\n";
    $text .= 'LogLevel info' . ($self->{mcp} ? ' mcp:debug' : '') . "\n";
    $text .= "<Location /server-status>\n    SetHandler server-status\n</Location>\n";
    $text .= $self->_template('standin.conf') if $self->{standin};
    $text .= 'MCPToolsDir ' . tools_dir() . "\nMCPNextcloudURL $nextcloud\n"
        . "<Location /mcp>\n    SetHandler mcp\n</Location>\n"
        if $self->{mcp};
    $text .= "MCPPark On\n" if $self->{mcp} && $ENV{MCP_PARK} && $self->{config} !~ /^MCPPark /m;
    return $text . $self->{config} . "\n";
}

sub _free_port {
    my $socket = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1')
        or die "no free port: $!\n";
    return $socket->sockport;
}

# ---- starting and stopping -------------------------------------------------------

sub start {
    my ($self) = @_;

    $self->{port} ||= _free_port();
    $self->_write('httpd.conf', $self->_configuration);
    if ($> == 0) {
        my ($uid, $gid) = (getpwnam 'nobody')[ 2, 3 ];
        chown $uid, $gid, $self->{root}, map { "$self->{root}/$_" } qw(logs htdocs state);
    }
    $self->_spawn;
    # Not as soon as it listens: it reads its configuration twice. A single
    # process does not say when it is ready.
    $self->_wait_for('httpd does not start', sub {
        $self->{single} ? HTTP::Tiny->new(timeout => 5)->get($self->url . '/idle.txt')->{success}
                        : $self->starts > 0;
    });
    return $self->settle;
}

sub _spawn {
    my ($self) = @_;
    my @command = (
        @{ $self->{wrapper} }, httpd(), '-d', $self->{root}, '-f', "$self->{root}/httpd.conf",
        $self->{single} ? '-X' : '-DFOREGROUND'
    );
    my $pid = fork;

    die "fork: $!\n" unless defined $pid;
    if ($pid == 0) {
        # httpd signals its process group: that must not be the test's.
        POSIX::setpgid(0, 0);
        $ENV{LD_PRELOAD} = $ENV{MCP_PRELOAD} if $ENV{MCP_PRELOAD} && $self->{mcp};
        open STDIN, '<', '/dev/null';
        open STDOUT, '>>', "$self->{root}/logs/output";
        open STDERR, '>&', \*STDOUT;
        exec { $command[0] } @command or POSIX::_exit(127);
    }
    $self->{pid} = $pid;
    return;
}

# Has it ended? Then its exit status is in {status}.
sub has_ended {
    my ($self) = @_;

    return 1 unless $self->{pid};
    return 0 unless waitpid($self->{pid}, WNOHANG) == $self->{pid};
    $self->{status} = $?;
    $self->{pid} = undef;
    return 1;
}

sub _wait_for {
    my ($self, $what, $test) = @_;
    my $limit = time + $self->{patience};

    until ($test->()) {
        die "httpd ended\n" . $self->_logs if $self->has_ended;
        die "$what\n" . $self->_logs if time > $limit;
        sleep 0.01;
    }
    return;
}

sub _logs { return _read("$_[0]{root}/logs/output") . $_[0]->error_log }

# New children with the configuration read again; old ones finish their work.
# wait => 0: return at once.
sub graceful {
    my ($self, %how) = @_;
    my $before = $self->starts;

    $self->{old}{$_} = 1 for $self->children;
    kill USR1 => $self->{pid};
    return $self if defined $how{wait} && !$how{wait};
    $self->_wait_for('no graceful restart', sub { $self->starts > $before });
    return $self->_soon(sub { $self->_has_new });
}

# Children that serve, beside those of before the restart.
sub _has_new {
    my ($self) = @_;
    my @new = grep { !$self->{old}{$_} } $self->children;

    return @new && !grep { $self->_is_beginning($_) } @new;
}

# How often it has started, restarts included.
sub starts { return scalar(() = $_[0]->error_log =~ /resuming normal operations/g) }

# Until the children of before a graceful restart have ended and those in their
# place have begun, which they do one by one.
sub settle { my ($self) = @_; return $self->_soon(sub { $self->_has_settled }) }

# Within ten seconds, or not: what the children work on may take longer.
sub _soon {
    my ($self, $test) = @_;
    my $limit = time + 10;

    return $self if $self->{mpm} eq 'prefork' || $self->{single};
    sleep 0.02 until $self->has_ended || $test->() || time > $limit;
    return $self;
}

sub _has_settled {
    my ($self) = @_;
    my @children = $self->children;

    return @children >= $self->{children} && !grep { $self->{old}{$_} || $self->_is_beginning($_) } @children;
}

# Before it has all its threads a child refuses what would take its last ones.
sub _is_beginning {
    my ($self, $pid) = @_;
    my @threads = glob "/proc/$pid/task/*";

    return @threads <= $self->{threads};
}

# 1: it ended by itself. graceful => 1: let the running requests finish.
sub stop {
    my ($self, %how) = @_;
    my $limit = time + $self->{patience};

    # A child that is told to end while it begins calls exit() in the handler
    # of the signal, be it amid malloc(): httpd's log then tells of an abort.
    $self->settle;
    return 1 if $self->has_ended;
    kill $how{graceful} ? 'WINCH' : 'TERM', $self->{pid};
    until ($self->has_ended) {
        if (time > $limit) {
            kill KILL => -$self->{pid};
            waitpid $self->{pid}, 0;
            $self->{pid} = undef;
            return 0;
        }
        sleep 0.02;
    }
    return 1;
}

sub DESTROY {
    my ($self) = @_;

    local ($?, $@, $!);
    return if $self->{owner} != $$ || $self->{is_done}++;
    $self->stop;
    if ($ENV{MCP_KEEP} && open my $keep, '>>', $ENV{MCP_KEEP}) {
        print {$keep} $self->_logs;
    }
    return;
}

# Those of a test's own scope live longer than their folders, which File::Temp
# removes in a block like this one, only later.
END { $_->DESTROY for grep { $_ } @all }

# ---- looking at it ---------------------------------------------------------------

sub url { return "http://127.0.0.1:$_[0]{port}" }
sub port { return $_[0]{port} }
sub pid { return $_[0]{pid} }
sub root { return $_[0]{root} }
sub error_log { return _read("$_[0]{root}/logs/error_log") }

# Lines of the log that no healthy server writes. They are shown: what a test
# says of them may be their number only, and the log goes with the server.
sub complaints {
    my ($self) = @_;
    my @lines = grep { /exit signal|AddressSanitizer|ThreadSanitizer|runtime error:|\[(?:crit|alert|emerg)\]|:(?:crit|alert|emerg)\]/ }
        split /\n/, $self->_logs;

    print STDERR "# $_\n" for @lines;
    return @lines;
}

sub children {
    my ($self) = @_;
    my @pids;

    for my $file (glob '/proc/[0-9]*/stat') {
        my ($pid, $parent) = _read($file) =~ /^(\d+) \(.*\) \S (\d+)/s or next;
        push @pids, $pid if $parent == ($self->{pid} || 0);
    }
    return sort { $a <=> $b } @pids;
}

# mod_status: { BusyWorkers => 1, IdleWorkers => 7, ... }; this request is
# one of the busy.
sub status {
    my ($self) = @_;
    my $response = HTTP::Tiny->new(timeout => 10, keep_alive => 0)
        ->get($self->url . '/server-status?auto');

    return { $response->{content} =~ /^(\w+): (.*)$/mg };
}

# Waits until no worker but the one that says so is busy. Returns their number.
sub busy_after {
    my ($self, $seconds) = @_;
    my $limit = time + $seconds;
    my $busy;

    do {
        $busy = $self->status->{BusyWorkers};
        return 0 if defined $busy && $busy == 1;
        sleep 0.1;
    } while (time < $limit);
    return defined $busy ? $busy - 1 : -1;
}

# ---- its stand-in Nextcloud ------------------------------------------------------

sub control {
    my ($self, $action, %params) = @_;
    my $response = HTTP::Tiny->new(timeout => 30, keep_alive => 0)
        ->post_form($self->url . "/standin-control/$action", \%params);

    die "stand-in: $action: $response->{status} $response->{content}\n"
        unless $response->{success};
    return;
}

# What it was asked, from the start or since the last mark().
sub requests {
    my ($self) = @_;
    my @lines = split /\n/, _read("$self->{root}/state/log");

    return map { $json->decode($_) } @lines[ ($self->{mark} || 0) .. $#lines ];
}

# Waits until it was asked something like this ("PUT /remote.php/…"). 0: it
# was not in that time.
sub was_asked {
    my ($self, $pattern, $seconds) = @_;
    my $limit = time + $seconds;

    while (time < $limit) {
        return 1 if grep { "$_->{method} $_->{uri}" =~ $pattern } $self->requests;
        sleep 0.05;
    }
    return 0;
}

sub mark {
    my ($self) = @_;

    $self->{mark} = () = _read("$self->{root}/state/log") =~ /\n/g;
    return;
}

1;
