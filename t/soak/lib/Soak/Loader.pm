# SPDX-License-Identifier: Apache-2.0
package Soak::Loader;

# A process that makes calls of all users, in turns of a thousand, and looks at
# every answer. Between them: clients that begin a session and end it, that
# open an event stream and close it, and that go away.
#
#   my $loader = Soak::Loader->start(url =>, port =>, number => 1, users => 100,
#       seconds => 60, requests => 1000);
#   sleep 1 until $loader->has_ended;
#   my $said = $loader->said;  # { answers, errors, refused, gone, sessions, streams, wrong => [texts] }

use strict;
use warnings;

use File::Temp ();
use HTTP::Tiny;
use IO::Socket::INET;
use JSON::PP ();
use MIME::Base64 ();
use POSIX qw(WNOHANG);
use Time::HiRes qw(time);

use MCP::Load;
use MCP::Stream;

my $TURN = 1000;
my $CLIENTS = 25;
my $META = 'io.modelcontextprotocol/';
my $json = JSON::PP->new->utf8->canonical;

sub start {
    my ($class, %self) = @_;
    my $self = bless { file => File::Temp->new, owner => $$, %self }, $class;
    my $pid = fork;

    die "fork: $!\n" unless defined $pid;
    return bless { %$self, pid => $pid }, $class if $pid;
    my $failed = !eval { $self->_work; 1 };
    print STDERR $@ if $failed;
    # Nothing of the parent's must end with this process.
    POSIX::_exit($failed);
}

sub has_ended {
    my ($self) = @_;

    return 1 unless $self->{pid};
    return 0 unless waitpid($self->{pid}, WNOHANG) == $self->{pid};
    $self->{status} = $?;
    $self->{pid} = undef;
    return 1;
}

sub said {
    my ($self) = @_;

    open my $in, '<', "$self->{file}" or die "$self->{file}: $!\n";
    local $/;
    return $json->decode(scalar <$in>);
}

sub DESTROY {
    my ($self) = @_;

    kill TERM => $self->{pid} if $self->{pid} && $self->{owner} == $$;
    return;
}

# ---- in its process ------------------------------------------------------------------

sub _work {
    my ($self) = @_;
    my $begin = time;

    $self->{said} = { map({ $_ => 0 } qw(answers errors refused gone sessions streams)), wrong => [] };
    while (time < $begin + 2 * $self->{seconds}
        && (time < $begin + $self->{seconds} || $self->{said}{answers} < $self->{requests}))
    {
        $self->_turn;
        $self->_session;
        $self->_stream;
        $self->_go_away for 1 .. 3;
    }
    open my $out, '>', "$self->{file}" or die "$self->{file}: $!\n";
    print {$out} $json->encode($self->{said});
    close $out or die "$self->{file}: $!\n";
    return;
}

sub _someone { return 'user' . int rand $_[0]{users} }

# Of a hundred one has a wrong password. What comes as a batch is worked on by
# a job thread, the rest by workers.
sub _call {
    my ($self) = @_;
    my $who = $self->_someone;
    my $dice = int rand 100;
    my @how = (who => $who, authorization => MCP::Load::basic($who));

    return MCP::Load::call(@how, authorization => 'Basic ' . MIME::Base64::encode_base64("$who:wrong", ''), is_wrong => 1,
        message => { jsonrpc => '2.0', id => 1, method => 'tools/list' }) if $dice == 0;
    return MCP::Load::call(@how, wants => 'tools', message => { jsonrpc => '2.0', id => 1, method => 'tools/list' })
        if $dice < 30;
    my $call = MCP::Load::tool(find_details_of_current_user => {}, @how);
    return $call if $dice >= 50;
    return MCP::Load::call(@how, is_batch => 1, message => [ $call->{message} ],
        headers => { 'MCP-Protocol-Version' => '2025-03-26' });
}

sub _is_right {
    my ($result) = @_;
    my $call = $result->{call};

    return ($result->{status} || 0) == 401 if $call->{is_wrong};
    my $message = MCP::Load::answer($result) || {};
    ($message) = @$message if $call->{is_batch} && ref $message eq 'ARRAY';
    my $answer = $message->{result} || {};
    return @{ $answer->{tools} || [] } > 10 if $call->{wants};
    # Which has nothing but text in the revision of batches.
    return ($answer->{content}[0]{text} || '') eq $json->encode({ id => $call->{who} });
}

sub _wrong {
    my ($self, $text) = @_;

    $self->{said}{errors}++;
    push @{ $self->{said}{wrong} }, $text if @{ $self->{said}{wrong} } < 10;
    return;
}

sub _turn {
    my ($self) = @_;
    my $load = MCP::Load->new(port => $self->{port}, clients => $CLIENTS, closed => 1000, deadline => 120);

    for my $result ($load->run([ map { $self->_call } 1 .. $TURN ])) {
        $self->{said}{answers}++;
        $self->{said}{refused}++ if $result->{call}{is_wrong};
        $self->_wrong("$result->{call}{who}: " . ($result->{error} || "$result->{status} " . substr $result->{content}, 0, 300))
            unless _is_right($result);
    }
    return;
}

sub _headers {
    my ($self, $revision, $who) = @_;

    return ('Content-Type' => 'application/json', Accept => 'application/json, text/event-stream',
        'MCP-Protocol-Version' => $revision, Authorization => MCP::Load::basic($who));
}

sub _session {
    my ($self) = @_;
    my $who = $self->_someone;
    my $http = HTTP::Tiny->new(timeout => 60);
    my %headers = $self->_headers('2025-11-25', $who);
    my $begun = $http->post("$self->{url}/mcp", { headers => \%headers, content => $json->encode({
        jsonrpc => '2.0', id => 1, method => 'initialize', params => { protocolVersion => '2025-11-25',
            capabilities => { elicitation => {} }, clientInfo => { name => 'soak', version => '1' } } }) });
    my $id = $begun->{headers}{'mcp-session-id'};

    # All places are taken, or httpd has just been restarted.
    return if $begun->{status} == 503 || $begun->{status} == 599;
    return $self->_wrong("$who: initialize: $begun->{status} $begun->{content}") if $begun->{status} != 200;
    $self->{said}{sessions}++;
    return unless $id;
    my $ended = $http->delete("$self->{url}/mcp", { headers => { %headers, 'Mcp-Session-Id' => $id } });
    $self->_wrong("$who: the session does not end: $ended->{status}") unless $ended->{status} =~ /^(?:20\d|503|599)$/;
    return;
}

sub _stream {
    my ($self) = @_;
    my $who = $self->_someone;
    my $message = { jsonrpc => '2.0', id => $who, method => 'subscriptions/listen', params => {
        notifications => { toolsListChanged => JSON::PP::true },
        _meta => { "${META}protocolVersion" => '2026-07-28', "${META}clientCapabilities" => {} } } };
    my $stream = eval {
        MCP::Stream->open("$self->{url}/mcp", $message, $self->_headers('2026-07-28', $who),
            'Mcp-Method' => 'subscriptions/listen');
    } or return;

    if ($stream->status == 200) {
        my $first = $stream->next(30) || {};

        $self->_wrong("$who: the stream is somebody else's")
            if $first->{params} && $first->{params}{_meta}{"${META}subscriptionId"} ne $who;
        $self->{said}{streams}++;
    }
    elsif ($stream->status != 503) {
        $self->_wrong("$who: no stream: " . $stream->status);
    }
    $stream->close;
    return;
}

# Before the answer has come, or in the middle of the request.
sub _go_away {
    my ($self) = @_;
    my $call = $self->_call;
    my $socket = IO::Socket::INET->new(PeerAddr => "127.0.0.1:$self->{port}") or return;
    my $bytes = "$call->{request}\r\n$call->{content}";

    print {$socket} rand() < 0.5 ? $bytes : substr $bytes, 0, int rand length $bytes;
    close $socket;
    $self->{said}{gone}++;
    return;
}

1;
