# SPDX-License-Identifier: Apache-2.0
package Bench::Servers;

# The servers of a benchmark, on loopback, and what is asked of them.
#
#   my $servers = Bench::Servers->new(quick => 0);
#   my $httpd = $servers->httpd(name => 'one', tools => 30);
#   $servers->subject($httpd, 'tools/list', {});        # for Bench::Load
#   $servers->constant($httpd, $subject);               # as large, but constant
#   for my $peer ($servers->peers) { $servers->subject($peer, ...) }
#
# They end with the object. Environment: build, APXS.
use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use HTTP::Tiny;
use JSON::PP ();
use MIME::Base64 qw(encode_base64);
use Time::HiRes qw(sleep time);

use Bench::Load;
use MCP::Httpd;
use MCP::Tls;

my $top = dirname(dirname(dirname(dirname(dirname(abs_path(__FILE__))))));
my $json = JSON::PP->new->utf8->canonical;
my $modern = '2026-07-28';

sub new {
    my ($class, %self) = @_;
    my $self = bless { owner => $$, dir => tempdir('mod_mcp-bench.XXXXXX', TMPDIR => 1, CLEANUP => 1), %self }, $class;

    chmod 0755, $self->{dir};
    $self->{build} = abs_path($ENV{build} || "$top/build");
    $self->{upstream} = $self->_upstream;
    return $self;
}

sub _write {
    my ($self, $name, $text) = @_;
    my $file = "$self->{dir}/$name";

    make_path(dirname($file));
    open my $out, '>', $file or die "$file: $!\n";
    print {$out} $text;
    close $out or die "$file: $!\n";
    chmod 0644, $file;
    return $file;
}

# ---- tools ---------------------------------------------------------------------

# A tool with as many words as real ones: some 1.2 kB, one request to Nextcloud.
sub _tool {
    my ($n) = @_;
    my %properties = map {
        ("field_$_" => { type => 'string', maxLength => 99,
            description => "What the entry has as its field number $_, in words that a model can understand" })
    } 1 .. 6;

    return {
        name => "bench_item_$n", title => "Item $n",
        description => "Get entry $n of the benchmark. Use it to measure, and nothing else.",
        annotations => { readOnlyHint => JSON::PP::true, destructiveHint => JSON::PP::false,
            idempotentHint => JSON::PP::true, openWorldHint => JSON::PP::false },
        input => { type => 'object', additionalProperties => JSON::PP::false, properties => {
            %properties, delay => { type => 'integer', minimum => 0, maximum => 1000, description => 'Milliseconds' } } },
        call => { method => 'GET', path => '/index.php/apps/bench/item',
            query => { delay => '{delay}', map { $_ => "{$_}" } keys %properties } },
    };
}

# A folder with this many tools that are shown, others that are not, and those
# that read files.
sub tools_dir {
    my ($self, $shown, $hidden) = @_;
    my $name = "tools-$shown-" . ($hidden || 0);
    my @hidden = map { { %{ _tool($_) }, requires => { app => 'nowhere' } } } $shown .. $shown + ($hidden || 0) - 1;
    my $all = [ (map { _tool($_) } 0 .. $shown - 1), @hidden ];

    # A file may have 256 KB.
    for (my $i = 0; @$all; $i++) {
        $self->_write("$name/bench_$i.json", $json->encode({ tools => [ splice @$all, 0, 100 ] }));
    }
    return "$self->{dir}/$name";
}

# ---- servers --------------------------------------------------------------------

sub _upstream {
    my ($self) = @_;

    return MCP::Httpd->new(
        threads => 64, mcp => 0, standin => 0, modules => ['bench'],
        config => "LogLevel warn\nMaxKeepAliveRequests 0\nKeepAliveTimeout 15\n<Location />\n    SetHandler bench-upstream\n</Location>"
    )->start;
}

# An httpd with the module, a constant handler and a proxy to the upstream.
#   tools, hidden  how many
#   manifests      a folder of others
#   modules        of t/c-modules, beside the benchmark's own
#   children, threads, mpm, tls, mcp, config
sub httpd {
    my ($self, %how) = @_;
    my $upstream = $self->{upstream}->url;
    my $tls = $how{tls} && (MCP::Tls->new || die "openssl cannot make a certificate\n");
    my $tls_config = $tls ? $tls->config : '';
    my $mcp = !exists $how{mcp} || $how{mcp};
    my $dir = $how{manifests} || $self->tools_dir($how{tools} || 30, $how{hidden});
    my $modules = MCP::Httpd::_apxs('LIBEXECDIR');
    my $threads = $how{threads} || 64;
    my $config = <<"CONF";
LogLevel warn
MaxKeepAliveRequests 0
KeepAliveTimeout 15
LoadModule proxy_module $modules/mod_proxy.so
LoadModule proxy_http_module $modules/mod_proxy_http.so
$tls_config
<Location /constant>
    SetHandler bench-constant
</Location>
ProxyPass /proxy $upstream
CONF
    $config .= <<"CONF" if $mcp;
MCPToolsDir $dir
# The upstream has workers of its own, so all of these may wait for it, as they
# may for mod_proxy.
MCPMaxWaiting $threads
<Location /mcp>
    MCPNextcloudURL $upstream
    MCPMaxContent 64M
    MCPMaxResponse 128M
</Location>
<Location /mcp-cold>
    SetHandler mcp
    MCPNextcloudURL $upstream
    MCPAuthCache 0 0
</Location>
CONF
    my $httpd = MCP::Httpd->new(
        mpm => $how{mpm} || 'event', threads => $threads, children => $how{children} || 1,
        standin => 0, mcp => $mcp, modules => [ 'bench', @{ $how{modules} || [] } ], config => $config . ($how{config} || '')
    )->start;

    return { pid => $httpd->pid, url => $httpd->url, tls => $tls && $tls->url, certificate => $tls, httpd => $httpd };
}

# ---- peers ----------------------------------------------------------------------

sub _spawn {
    my ($self, $dir, %env) = @_;
    my @command = @{ delete $env{command} };
    my $pid = fork;

    die "fork: $!\n" unless defined $pid;
    if ($pid == 0) {
        chdir $dir or POSIX::_exit(127);
        $ENV{$_} = $env{$_} for keys %env;
        open STDIN, '<', '/dev/null';
        open STDOUT, '>>', "$self->{dir}/peers.log";
        open STDERR, '>&', \*STDOUT;
        exec { $command[0] } @command or POSIX::_exit(127);
    }
    push @{ $self->{pids} }, $pid;
    return $pid;
}

sub _answers {
    my ($url) = @_;
    my $http = HTTP::Tiny->new(timeout => 2);
    my $limit = time + 15;

    while (time < $limit) {
        return 1 if $http->get($url)->{status} != 599;
        sleep 0.1;
    }
    return 0;
}

sub _peer {
    my ($self, $name, $path, $modern, @command) = @_;
    my $port = MCP::Httpd::_free_port();
    my $pid = $self->_spawn(
        "$self->{build}/bench-peers", command => \@command, BENCH_PORT => $port, NODE_ENV => 'production',
        BENCH_TOOLS => $self->{tools_file}, BENCH_UPSTREAM => $self->{upstream}->url
    );

    return { name => $name, pid => $pid, url => "http://127.0.0.1:$port", path => $path, modern => $modern }
        if _answers("http://127.0.0.1:$port$path");
    print "# peer $name does not start; it is left out\n";
    return;
}

# The peers that can be had here. tools: what they list.
sub peers {
    my ($self, $tools) = @_;
    my @peers;

    $self->{tools_file} = $self->_write('tools.json', $json->encode($tools));
    make_path("$self->{build}/bench-peers");
    chomp(my $node = `$top/t/bin/npm.sh $top/t/bench/peers $self->{build}/bench-peers` || '');
    if ($node && -x $node) {
        system('cp', glob("$top/t/bench/peers/*.mjs"), "$self->{build}/bench-peers/");
        $node = abs_path($node);
        push @peers, $self->_peer('ts1', '/mcp', 0, $node, 'sdk1.mjs'), $self->_peer('ts2', '/mcp', 1, $node, 'sdk2.mjs');
    }
    else {
        print "# npm gives no TypeScript SDK; these peers are left out\n";
    }
    if (my $python = $self->_python) {
        push @peers, $self->_peer('fastmcp', '/mcp', 0, $python, "$top/t/bench/peers/fastmcp_peer.py"),
            $self->_peer('pysdk', '/mcp/', 0, $python, "$top/t/bench/peers/pysdk_peer.py");
    }
    else {
        print "# pip gives no Python SDK; these peers are left out\n";
    }
    return @peers;
}

sub _python {
    my ($self) = @_;
    my $python = "$self->{build}/bench-python/bin/python";

    return $python if -x $python && system("$python -c 'import fastmcp' 2>/dev/null") == 0;
    system("{ python3 -m venv $self->{build}/bench-python"
        . " && $python -m pip -q install -r $top/t/bench/peers/requirements.txt; } >/dev/null 2>&1");
    return -x $python && system("$python -c 'import fastmcp' 2>/dev/null") == 0 ? $python : undef;
}

# ---- requests --------------------------------------------------------------------

sub _headers {
    my ($method, $name, $modern, $user) = @_;

    return {
        'Content-Type' => 'application/json', Accept => 'application/json, text/event-stream',
        Authorization => 'Basic ' . encode_base64(($user || 'alice') . ':secret', ''),
        'MCP-Protocol-Version' => $modern ? '2026-07-28' : '2025-11-25',
        $modern ? ('Mcp-Method' => $method) : (), $modern && $name ? ('Mcp-Name' => $name) : ()
    };
}

# The subject of a load: this request at this server. Modern where the server
# is: our answers to both eras differ by some bytes only. batch: as one of 2025-03-26.
sub subject {
    my ($self, $server, $method, $params, %how) = @_;
    my $is_modern = exists $how{modern} ? $how{modern} : $server->{modern};
    my %params = %{ $params || {} };

    $params{_meta} = {
        'io.modelcontextprotocol/protocolVersion' => $modern,
        'io.modelcontextprotocol/clientCapabilities' => {},
        'io.modelcontextprotocol/clientInfo' => { name => 'bench', version => '1' },
    } if $is_modern;
    my $message = { jsonrpc => '2.0', id => 1, method => $method, params => \%params };
    $message = [$message] if $how{batch};
    my $subject = {
        pid => $server->{pid}, url => ($how{base} || $server->{url}) . ($how{path} || $server->{path} || '/mcp'),
        headers => _headers($method, $params{name}, $is_modern),
        message => $message, body => $json->encode($message),
        users => $how{users}, h2 => $how{h2},
    };
    $subject->{headers}{'MCP-Protocol-Version'} = '2025-03-26' if $how{batch};
    $subject->{answer} = $self->_check($subject) unless $how{unchecked};
    return $subject;
}

# What it answers, once: a benchmark of errors is none.
sub _check {
    my ($self, $subject) = @_;
    my $response = Bench::Load::once($subject);
    my $answer = eval { $json->decode($response->{content}) } || {};

    ($answer) = @$answer if ref $answer eq 'ARRAY';
    die "$subject->{url}: $response->{status} " . substr($response->{content}, 0, 300) . "\n"
        if !$answer->{result} || $answer->{result}{isError};
    return $response->{content};
}

# The same request at the constant handler, with an answer of the same size.
sub constant {
    my ($self, $server, $subject) = @_;
    my ($base) = $subject->{url} =~ m{^(https?://[^/]+)};

    return { %$subject, url => "$base/constant?size=" . length $subject->{answer} };
}

# mod_proxy making the request that the tool makes.
sub proxied {
    my ($self, $server, $path) = @_;

    return {
        pid => $server->{pid}, url => "$server->{url}/proxy$path",
        headers => { Authorization => 'Basic YWxpY2U6c2VjcmV0', 'OCS-APIRequest' => 'true' }
    };
}

# What the upstream has seen: { connections, requests }.
sub upstream_count {
    my ($self) = @_;

    return $json->decode(HTTP::Tiny->new->get($self->{upstream}->url . '/bench-count')->{content});
}

sub DESTROY {
    my ($self) = @_;

    local ($?, $@, $!);
    return if $self->{owner} != $$;
    for my $pid (@{ $self->{pids} || [] }) {
        kill TERM => $pid;
        waitpid $pid, 0;
    }
    return;
}

1;
