# SPDX-License-Identifier: Apache-2.0
# What an administrator makes of the tools: presets, a compact list, calls
# that the user has to confirm.
use strict;
use warnings;
use utf8;

use Test::More;

use MCP::Client;
use MCP::StandIn;
use MCP::Test;

(my $base = client('alice')->{endpoint}) =~ s{/mcp$}{};

sub at { my ($path, %more) = @_; return client('alice', endpoint => "$base$path", %more) }

# --- MCPToolset -------------------------------------------------------------------
my $tools = at('/mcp-toolset')->tools;
ok($tools->{get_file_content} && $tools->{list_shares}, 'MCPToolset: the apps of the set');
ok($tools->{find_person_in_users}, '... people among them');
is_deeply([ grep { !$tools->{$_}{annotations}{readOnlyHint} } keys %$tools ], [], '... readonly: nothing that writes');
ok(!$tools->{get_share_info}, '... and MCPTools takes away from it');
is(at('/mcp-toolset')->tool(delete_file => { path => '/x' })->rpc_error->{code}, -32602,
    '... what is not in it cannot be called');

# --- MCPCompact -------------------------------------------------------------------
for my $revision ('2025-11-25', '2026-07-28') {
    my $client = at('/mcp-compact', revision => $revision);

    is_deeply([ sort keys %{ $client->tools } ], [qw(call_tool find_tools)], "$revision: MCPCompact lists two tools");
    my $found = $client->tool(find_tools => { query => 'create a new folder' });
    is($found->data->{tools}[0]{name}, 'create_folder', '... one finds');
    ok($found->data->{tools}[0]{inputSchema}{properties}{path}, '... with the schema');
    is_deeply([ grep { $_->{name} eq 'delete_file' } @{ $client->tool(find_tools => { query => 'delete', limit => 20 })->data->{tools} } ],
        [], '... only what the user has');
    my $path = "/compact-$revision-$$";
    my $made = $client->tool(call_tool => { name => 'create_folder', arguments => { path => $path } });
    is($made->data->{created}, JSON::PP::true(), '... the other calls') or diag $made->text;
    faults($client->tool(call_tool => { name => 'create_folder', arguments => {} }), qr/path/, '... arguments are checked');
    is($client->tool(call_tool => { name => 'delete_file', arguments => { path => $path } })->rpc_error->{code}, -32602,
        '... what is not allowed cannot be called');
    is($client->tool(call_tool => {})->rpc_error->{code}, -32602, '... a call without a name');
    faults($client->tool(find_tools => { limit => 0 }), qr/limit/, '... find_tools checks its arguments');
    ok(!$client->tool(get_file_tree => {})->is_error, '... a tool may be called by its own name too');
    tool(delete_file => { path => $path });
}
is(tool(call_tool => { name => 'get_file_tree' })->rpc_error->{code}, -32602, 'elsewhere there is no call_tool');

# In the order of the calls above, for each revision.
sub logged {
    my ($path) = @_;

    return MCP::StandIn::log_text('mcp_access_log') =~ /"POST \Q$path\E HTTP.* tools\/call (\S+)$/mg;
}

is_deeply([ (logged('/mcp-compact'))[ 0 .. 4 ] ], [qw(find_tools find_tools create_folder create_folder delete_file)],
    'the access log has the tool that call_tool calls');

# --- MCPConfirm -------------------------------------------------------------------
my %can = ('io.modelcontextprotocol/clientCapabilities' => { elicitation => {} });

sub confirm {
    my ($name, $arguments, %more) = @_;
    my $client = at('/mcp-confirm', revision => '2026-07-28');

    return $client->rpc('tools/call', { name => $name, arguments => $arguments, _meta => {%can}, %more })->{result};
}

my $asked = confirm(create_folder => { path => "/Bestätigt #$$" });
is($asked->{resultType}, 'input_required', 'MCPConfirm: the user is asked');
my ($key) = keys %{ $asked->{inputRequests} };
my $question = $asked->{inputRequests}{$key};
is($question->{method}, 'elicitation/create', '... by elicitation');
like($question->{params}{message}, qr/create_folder.*Best\x{e4}tigt #$$/s, '... with the tool and its arguments');
ok(tool(get_file_id_by_path => { file_path => "/Bestätigt #$$" })->is_error, '... and nothing has happened');

for my $case ([ 'decline', qr/said no/ ], [ 'cancel', qr/closed the question/ ]) {
    my $result = confirm(create_folder => { path => "/Bestätigt #$$" },
        requestState => $asked->{requestState}, inputResponses => { $key => { action => $case->[0] } });
    ok($result->{isError}, "$case->[0]: it does not run");
    like($result->{content}[0]{text}, $case->[1], '... and the model is told why');
}
my $done = confirm(create_folder => { path => "/Bestätigt #$$" },
    requestState => $asked->{requestState}, inputResponses => { $key => { action => 'accept' } });
is($done->{structuredContent}{created}, JSON::PP::true(), 'accept: it runs');
is(confirm('get_file_tree', {})->{resultType}, 'complete', 'what is not named runs unasked');
my $moved = confirm(move_file => { source_path => "/Bestätigt #$$", destination_path => "/B2 #$$" });
ok($moved && !$moved->{isError}, "what is excepted too") or diag explain $moved;

faults(at('/mcp-confirm')->tool(delete_file => { path => "/B2 #$$" }), qr/cannot ask/,
    'a client that cannot ask is refused');
ok(!tool(get_file_id_by_path => { file_path => "/B2 #$$" })->is_error, '... and nothing has happened');
ok(!at('/mcp-confirm/run')->tool(delete_file => { path => "/B2 #$$" })->is_error, '... unless MCPConfirmFallback says run');

done_testing();
