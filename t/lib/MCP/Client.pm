# SPDX-License-Identifier: Apache-2.0
package MCP::Client;

# A small MCP client over Streamable HTTP: one POST per message, the answer
# as JSON or as an event stream. Needs nothing but what comes with Perl.
#
#   my $client = MCP::Client->new(endpoint => $url, user => $uid,
#                                 password => $password);
#   my $answer = $client->rpc('tools/list', {});     # the JSON-RPC message
#   my $result = $client->tool(list_shares => {});   # an MCP::Client::Result

use strict;
use warnings;

use HTTP::Tiny;
use JSON::PP ();
use MIME::Base64 qw(encode_base64);

my $json = JSON::PP->new->utf8->canonical;

sub new {
    my ($class, %self) = @_;

    $self{revision} ||= '2025-11-25';
    $self{http} = HTTP::Tiny->new(timeout => $self{timeout} || 120);
    $self{next} = 1;
    return bless \%self, $class;
}

sub authorization {
    my ($self) = @_;

    return "Bearer $self->{bearer}" if defined $self->{bearer};
    return undef unless defined $self->{user};
    return 'Basic ' . encode_base64("$self->{user}:$self->{password}", '');
}

# Send one message and return the HTTP response of HTTP::Tiny. $headers:
# further ones, undef leaves one out. Strings are sent as they are.
sub post {
    my ($self, $message, $headers) = @_;
    my %headers = (
        'Content-Type'         => 'application/json',
        'Accept'               => 'application/json, text/event-stream',
        'MCP-Protocol-Version' => $self->{revision},
        'Authorization'        => $self->authorization,
        'Mcp-Session-Id'       => $self->{session},
        %{ $headers || {} },
    );

    delete @headers{ grep { !defined $headers{$_} } keys %headers };
    return $self->{last} = $self->{http}->post(
        $self->{endpoint},
        {   headers => \%headers,
            content => ref $message ? $json->encode($message) : $message,
        }
    );
}

# Begin a session. Returns its id, or undef: the server has given none.
sub open {
    my ($self, %capabilities) = @_;

    delete $self->{session};
    $self->{opened} = $self->rpc('initialize', {
        protocolVersion => $self->{revision}, capabilities => \%capabilities,
        clientInfo => { name => 'mod_mcp tests', version => '1' },
    });
    $self->{session} = $self->{last}{headers}{'mcp-session-id'};
    $self->post({ jsonrpc => '2.0', method => 'notifications/initialized' });
    return $self->{session};
}

# End it; returns the HTTP status.
sub end {
    my ($self, $headers) = @_;

    my %headers = (
        'Mcp-Session-Id' => $self->{session}, 'Authorization' => $self->authorization,
        %{ $headers || {} }
    );

    delete @headers{ grep { !defined $headers{$_} } keys %headers };
    $self->{last} = $self->{http}->request(DELETE => $self->{endpoint}, { headers => \%headers });
    return $self->{last}{status};
}

sub is_modern { return $_[0]{revision} ge '2026' }

# 2026-07-28: each request says which revision it speaks.
sub _modernise {
    my ($self, $method, $params) = @_;

    return {
        %$params,
        _meta => {
            'io.modelcontextprotocol/protocolVersion'    => $self->{revision},
            'io.modelcontextprotocol/clientCapabilities' => {},
            'io.modelcontextprotocol/clientInfo' =>
                { name => 'mod_mcp tests', version => '1' },
            %{ $params->{_meta} || {} },
        },
        },
        {   'Mcp-Method' => $method,
            _mcp_name($params->{name} // $params->{uri}),
        };
}

# A header carries ASCII; anything else goes in base64.
sub _mcp_name {
    my ($name) = @_;

    return () unless defined $name && !ref $name;
    return ('Mcp-Name' => $name) if $name =~ /^[\x21-\x7e]+$/;
    utf8::encode($name);
    return ('Mcp-Name' => '=?base64?' . encode_base64($name, '') . '?=');
}

# Send a request and return the message that answers it, with the messages
# that came before it (progress, log) in $client->{events}.
sub rpc {
    my ($self, $method, $params, $headers) = @_;
    my $id = $self->{next}++;
    my $more;

    $params ||= {};
    ($params, $more) = $self->_modernise($method, $params) if $self->is_modern;
    my $response = $self->post(
        {   jsonrpc => '2.0',
            id      => $id,
            method  => $method,
            params  => $params
        },
        { %{ $more || {} }, %{ $headers || {} } }
    );
    return $self->_answer($response, $id);
}

sub _answer {
    my ($self, $response, $id) = @_;
    my $type = $response->{headers}{'content-type'} || '';
    my @messages;

    if ($type =~ m{^text/event-stream}) {
        @messages = _events($response->{content});
    }
    elsif ($type =~ m{^application/json}) {
        @messages = ($json->decode($response->{content}));
    }
    my ($answer) = grep { ref eq 'HASH' && !exists $_->{method} } @messages;
    $self->{events} = [ grep { ref eq 'HASH' && $_->{method} } @messages ];
    return $answer if $answer;
    return {
        error => {
            code    => 0,
            message => "HTTP $response->{status}: " . substr($response->{content}, 0, 300),
        }
    };
}

sub _events {
    my ($stream) = @_;
    my @messages;

    for my $event (split /\r?\n\r?\n/, $stream) {
        my @data = $event =~ /^data: ?(.*?)\r?$/mg;
        push @messages, $json->decode(join "\n", @data) if grep { length } @data;
    }
    return @messages;
}

# All tools, over all pages: name => definition.
sub tools {
    my ($self) = @_;
    my (%tools, $cursor);

    do {
        my $answer = $self->rpc('tools/list', defined $cursor ? { cursor => $cursor } : {});
        die "tools/list: $answer->{error}{message}\n" if $answer->{error};
        $tools{ $_->{name} } = $_ for @{ $answer->{result}{tools} };
        $cursor = $answer->{result}{nextCursor};
    } while (defined $cursor);
    return \%tools;
}

sub tool {
    my ($self, $name, $arguments) = @_;
    my $answer = $self->rpc('tools/call', { name => $name, arguments => $arguments || {} });

    return MCP::Client::Result->new($answer);
}

package MCP::Client::Result;

# What a tool answered.

use strict;
use warnings;

use MIME::Base64 qw(decode_base64);

sub new {
    my ($class, $answer) = @_;
    return bless { %$answer, %{ $answer->{result} || {} } }, $class;
}

# A JSON-RPC error, not a result: {code, message}
sub rpc_error { return $_[0]{error} }

sub is_error { return $_[0]{error} || $_[0]{isError} ? 1 : 0 }

# The blocks of one type, or all.
sub blocks {
    my ($self, $type) = @_;
    return grep { !defined $type || $_->{type} eq $type } @{ $self->{content} || [] };
}

# The text of all text blocks, or of the n-th; of an error its message.
sub text {
    my ($self, $n) = @_;
    my @texts = map { $_->{text} } $self->blocks('text');

    return $self->{error}{message} if $self->{error};
    return defined $n ? $texts[$n] : join "\n", @texts;
}

# The structured result.
sub data { return $_[0]{structuredContent} }

# The bytes of the first image or embedded resource.
sub bytes {
    my ($self) = @_;

    for my $block ($self->blocks) {
        my $base64 = $block->{type} eq 'resource' ? $block->{resource}{blob} : $block->{data};
        return decode_base64($base64) if defined $base64;
    }
    return undef;
}

1;
