# SPDX-License-Identifier: Apache-2.0
package MCP::Test;

# What the tool tests share. They run against the stand-in Nextcloud of the
# test httpd or, when NEXTCLOUD_URL is set, against a real one.
#
# Users go by role: alice, bob (in a group with alice) and carol (hardly any
# quota). uid('bob') is the account that plays bob. Environment of a live run:
#   NEXTCLOUD_URL       the Nextcloud that the MCP endpoint serves
#   NEXTCLOUD_USER      alice's login name, NEXTCLOUD_PASSWORD her app password
#   NEXTCLOUD_USER2, NEXTCLOUD_PASSWORD2    bob's
#   NEXTCLOUD_USER3, NEXTCLOUD_PASSWORD3    carol's
#   MCP_ENDPOINT        the MCP endpoint; default: /mcp of the test httpd

use strict;
use warnings;
use utf8;

use Exporter qw(import);
use HTTP::Tiny;
use JSON::PP ();
use MIME::Base64 qw(encode_base64);
use Test::More;

use MCP::Client;

our @EXPORT = qw(
    rpc tool client uid is_live nextcloud_url nextcloud has_tool need_tool
    need_user need_app noticed offer unique dav_url dav api gives faults odd_name
);

binmode $_, ':encoding(UTF-8)'
    for *STDOUT, *STDERR, map { Test::More->builder->$_ } qw(output failure_output todo_output);

my %suffix = (alice => '', bob => '2', carol => '3');
my %client;
my $run = sprintf '%x-%x', time, $$;
my $count = 0;

sub is_live { return $ENV{NEXTCLOUD_URL} ? 1 : 0 }

sub uid {
    my ($role) = @_;
    return is_live() ? $ENV{"NEXTCLOUD_USER$suffix{$role}"} : $role;
}

sub _password {
    my ($role) = @_;
    return is_live() ? $ENV{"NEXTCLOUD_PASSWORD$suffix{$role}"} : "app-$role";
}

# The httpd that Apache::Test has started, under the name that the module has
# for it in t/conf/extra.conf.in.
sub _test_httpd {
    require Apache::TestRequest;
    my ($port) = Apache::TestRequest::hostport() =~ /:(\d+)$/;
    return "http://127.0.0.1:$port";
}

sub nextcloud_url {
    my $url = $ENV{NEXTCLOUD_URL} || _test_httpd();
    $url =~ s{/+$}{};
    return $url;
}

sub endpoint { return $ENV{MCP_ENDPOINT} || _test_httpd() . '/mcp' }

# The client of a role; further options make one of their own.
sub client {
    my ($role, %options) = @_;

    $role ||= 'alice';
    return $client{$role} if $client{$role} && !%options;
    my $client = MCP::Client->new(
        endpoint => endpoint(),
        user     => uid($role),
        password => _password($role),
        %options
    );
    $client{$role} = $client unless %options;
    return $client;
}

# A client of the Location whose MCPNotice is "Written with an assistant."
sub noticed {
    my ($role) = @_;
    (my $endpoint = endpoint()) =~ s{/mcp$}{/mcp-notice};
    return client($role || 'alice', endpoint => $endpoint);
}

# rpc($method, \%params, user => $role): the JSON-RPC message that answers.
sub rpc {
    my ($method, $params, %options) = @_;
    return client($options{user})->rpc($method, $params);
}

# tool($name, \%arguments, user => $role): an MCP::Client::Result.
sub tool {
    my ($name, $arguments, %options) = @_;
    return client($options{user})->tool($name, $arguments);
}

# A Nextcloud that offers more than the stand-in does by itself. A list of
# control actions, each a reference to a list; before the first call of a
# tool. Against a real Nextcloud nothing happens: it has what it has.
sub offer {
    my @actions = @_;

    return if is_live();
    require MCP::StandIn;
    MCP::StandIn::control(@$_) for @actions;
    $ENV{MCP_ENDPOINT} = _test_httpd() . '/mcp-more';
    sleep 1; # the list of an earlier test
    return;
}

my %tools;

sub has_tool {
    my ($name, $role) = @_;

    $role ||= 'alice';
    $tools{$role} ||= client($role)->tools;
    return $tools{$role}{$name};
}

# For use in SKIP blocks: says why the checks are left out.
sub need_tool {
    my ($name, $checks) = @_;

    return if has_tool($name);
    _skip("this Nextcloud does not offer $name", $checks);
}

# At the head of a file: without the app, the file is skipped, and says so.
sub need_app {
    my ($app, $name) = @_;

    plan(skip_all => "SKIP: this Nextcloud has no $app") unless has_tool($name);
    return;
}

sub need_user {
    my ($role, $checks) = @_;

    return if defined uid($role) && defined _password($role);
    _skip("NEXTCLOUD_USER$suffix{$role} is not set", $checks);
}

sub _skip {
    my ($why, $checks) = @_;

    $why = 'SKIP ' . (is_live() ? 'live' : 'stand-in') . ": $why";
    diag($why);
    no warnings 'exiting';
    skip($why, $checks || 1);
}

# A name that nothing else has.
sub unique {
    my ($prefix) = @_;
    return "$prefix-$run-" . ++$count;
}

# All that goes wrong in URLs: space, umlaut, '#', '%', '?', '&', '+', emoji.
sub odd_name {
    my ($suffix) = @_;
    return "a b äöü #1 100% 50%25 wh?t &+;= \x{1F600}" . ($suffix || '');
}

sub _encode {
    my ($path) = @_;

    utf8::encode($path);
    $path =~ s{([^A-Za-z0-9._~/-])}{sprintf '%%%02X', ord $1}ge;
    return $path;
}

sub dav_url {
    my ($path, $role) = @_;
    return nextcloud_url() . '/remote.php/dav/files/' . _encode(uid($role || 'alice') . $path);
}

# A request to Nextcloud itself, past the MCP server: to check what a tool has
# done. nextcloud($method, $url or $path, user =>, headers =>, content =>)
sub nextcloud {
    my ($method, $url, %options) = @_;
    my $role = $options{user} || 'alice';

    $url = nextcloud_url() . $url if $url =~ m{^/};
    my %request = (
        headers => {
            'Authorization'  => 'Basic ' . encode_base64(uid($role) . ':' . _password($role), ''),
            'OCS-APIRequest' => 'true',
            'Accept'         => 'application/json',
            %{ $options{headers} || {} },
        }
    );
    $request{content} = $options{content} if defined $options{content};
    return HTTP::Tiny->new(timeout => 120)->request($method, $url, \%request);
}

# The same for a path among a user's files.
sub dav {
    my ($method, $path, %options) = @_;
    return nextcloud($method, dav_url($path, $options{user}), %options);
}

# api($method, $path, \%body, user => $role): a request to a REST API of
# Nextcloud. Gives the JSON, of OCS the data, and nothing if it fails.
sub api {
    my ($method, $path, $body, %options) = @_;
    my $json = JSON::PP->new->utf8->allow_nonref;

    $options{headers}{'Content-Type'} = 'application/json' if $body;
    $options{content} = $json->encode($body) if $body;
    my $response = nextcloud($method, $path, %options);
    return unless $response->{success} && length $response->{content};
    my $data = $json->decode($response->{content});
    return ref $data eq 'HASH' && $data->{ocs} ? $data->{ocs}{data} : $data;
}

# gives($result, $name): the tool succeeded. Returns its structured result.
sub gives {
    my ($result, $name) = @_;

    local $Test::Builder::Level = $Test::Builder::Level + 1;
    ok(!$result->is_error, $name) || diag($result->text);
    return $result->data || {};
}

# faults($result, qr/…/, $name): the tool failed with a message like this, as
# a result that a model reads, not as a protocol error.
sub faults {
    my ($result, $pattern, $name) = @_;

    local $Test::Builder::Level = $Test::Builder::Level + 1;
    if (!$result->is_error || $result->rpc_error) {
        my $passed = ok(0, $name);
        diag($result->rpc_error ? 'protocol error: ' . $result->text : 'no error');
        return $passed;
    }
    return like($result->text, $pattern, $name);
}

1;
