# SPDX-License-Identifier: Apache-2.0
# Who is it? Credentials, what is remembered of them, and what is not said.
use strict;
use warnings;

use Digest::SHA qw(sha256_hex);
use JSON::PP ();
use Test::More;

use MCP::StandIn;
use MCP::Test;

my $json = JSON::PP->new->utf8;
my $url = MCP::StandIn::url();

sub call {
    my ($client, $method, $headers) = @_;
    my $response = $client->post({ jsonrpc => '2.0', id => 1, method => $method, params => {} }, $headers);
    return ($response, eval { $json->decode($response->{content}) });
}

sub refused {
    my ($what, $client, $headers) = @_;
    for my $method (qw(tools/list initialize ping)) {
        my ($response, $body) = call($client, $method, $headers);
        is($response->{status}, 401, "P-501 P-533: $what, $method: 401");
        like($response->{headers}{'www-authenticate'}, qr/^Basic realm="[^"]+", charset="UTF-8"$/, 'P-531: ... with a challenge');
        isnt($body->{error}{code}, -32602, '... and no word of wrong parameters');
    }
}

sub requests {
    my ($path) = @_;
    return grep { $_->{uri} =~ /\Q$path\E/ } MCP::StandIn::requests();
}

MCP::StandIn::reset();

# --- all three ways to send an app password ------------------------------------
my $basic = client('alice', user => 'u001', password => 'app-u001');
my $bearer = client('alice', user => undef, bearer => 'app-u002');
for my $client ($basic, $bearer) {
    my ($response, $body) = call($client, 'tools/list');
    is($response->{status}, 200, 'tools/list with ' . substr($client->authorization, 0, 6));
    cmp_ok(scalar @{ $body->{result}{tools} }, '>=', 20, '... lists tools');
}
is($basic->tool('find_details_of_current_user')->data->{id}, 'u001', 'P-500 P-530: Basic: the right user');
is($bearer->tool('find_details_of_current_user')->data->{id}, 'u002', 'P-500: Bearer: the right user');
my $mail = client('alice', user => 'u003@example.test', password => 'app-u003');
is($mail->tool('find_details_of_current_user')->data->{id}, 'u003', 'login by e-mail address: the uid is Nextcloud\'s');
ok(!$mail->tool('get_file_tree')->is_error, '... and its files are found');

# --- a header that the server has written ------------------------------------------
(my $as = $basic->{endpoint}) =~ s{/mcp$}{/mcp-as/u004};
my $set = client('alice', endpoint => $as, user => undef);
is($set->tool('find_details_of_current_user')->data->{id}, 'u004', 'RequestHeader set Authorization is what counts');
$set = client('alice', endpoint => $as, user => 'u001', password => 'app-u001');
is($set->tool('find_details_of_current_user')->data->{id}, 'u004', '... also over the client\'s own');

# --- none, and wrong ones --------------------------------------------------------------
refused('no credential', client('alice', user => undef));
MCP::StandIn::reset();
refused('a wrong password', client('alice', user => 'u005', password => 'wrong'));
is(scalar(requests('/cloud/user')), 1, 'P-533: a refused credential is asked for once in a while only');
refused('a wrong bearer', client('alice', user => undef, bearer => 'nonsense'));
refused('no scheme', client('alice', user => undef), { Authorization => 'nonsense' });
refused('a disabled account', client('alice', user => 'dave', password => 'app-dave'));
my ($response) = call(client('alice', user => undef), 'notifications/x', { Authorization => '' });
is($response->{status}, 401, 'an empty header is none');

# --- what is remembered -------------------------------------------------------------------
MCP::StandIn::reset();
my $fresh = client('alice', user => 'u006', password => 'app-u006');
$fresh->rpc('tools/list') for 1 .. 5;
is(scalar(requests('/cloud/user')), 1, 'a good credential is verified once');
is(scalar(requests('/capabilities')), 1, 'and capabilities are read once');
MCP::StandIn::clear_log();
$fresh->tool('find_details_of_current_user') for 1 .. 3;
my @asked = MCP::StandIn::requests();
is(scalar @asked, 3, 'a warm call of a tool with one request makes one request');
(my $nocache = $basic->{endpoint}) =~ s{/mcp$}{/mcp-nocache};
MCP::StandIn::clear_log();
client('alice', endpoint => $nocache)->rpc('tools/list') for 1 .. 2;
is(scalar(requests('/cloud/user')), 2, 'MCPAuthCache 0: verified each time');

# --- what Nextcloud is told ---------------------------------------------------------------
MCP::StandIn::clear_log();
$fresh->tool('find_details_of_current_user');
my ($sent) = MCP::StandIn::requests();
is($sent->{auth_sha256}, sha256_hex($fresh->authorization), 'exactly the client\'s header');
is($sent->{xff}, '127.0.0.1', 'the client\'s address');
like($sent->{user_agent}, qr{^mod_mcp/}, 'our name');
(my $quiet = $basic->{endpoint}) =~ s{/mcp$}{/mcp-notice};
MCP::StandIn::clear_log();
client('alice', endpoint => $quiet)->tool('find_details_of_current_user');
is((MCP::StandIn::requests())[-1]{xff}, undef, 'MCPForwardClientAddress Off');

# --- what is not said ------------------------------------------------------------------------
SKIP: {
    my $log = MCP::StandIn::log_text('error_log') or skip 'the error log is not at hand', 2;
    my $secret = join '|', map { quotemeta } 'app-u00', $fresh->authorization, 'Bearer app', 'wrong';
    unlike($log, qr/$secret/, 'P-512: no credential in the error log');
    unlike(MCP::StandIn::log_text('mcp_access_log'), qr/$secret/, 'nor in the access log');
}

done_testing();
