# SPDX-License-Identifier: Apache-2.0
# Tools of other modules (include/mod_mcp.h), and a server without a Nextcloud.
use strict;
use warnings;

use JSON::PP ();
use Test::More;
use Time::HiRes qw(time);

use MCP::Client;
use MCP::Configtest;
use MCP::Httpd;
use MCP::Test;

my $top = $ENV{MCP_TOP};
plan skip_all => 'the modules of t/c-modules are not built: make c-modules'
    unless -e "$top/c-modules/mod_mcp_example.so";

my $json = JSON::PP->new->utf8->canonical;
my @revisions = qw(2024-11-05 2025-03-26 2025-06-18 2025-11-25 2026-07-28);

# --- beside Nextcloud's tools --------------------------------------------------------
my $tools = client('alice')->tools;
ok($tools->{example_count_down} && $tools->{get_file_tree}, 'a module adds its tools to the list');
is($tools->{example_who_am_i}{title}, 'Who am I?', '... with their titles');
like(tool('example_who_am_i')->text, qr/^You are Alice.* \(alice\)\.$/, 'a tool asks Nextcloud as the user');
like(tool('example_who_am_i', {}, user => 'bob')->text, qr/\(bob\)/, '... whoever it is');
(my $endpoint = client('alice')->{endpoint}) =~ s{/mcp$}{};
ok(client('alice', endpoint => "$endpoint/mcp-readonly")->tools->{example_count_down},
    'MCPReadOnly goes by their annotations');
ok(!client('alice', endpoint => "$endpoint/mcp-some/inner")->tools->{example_count_down},
    'MCPTools by their names');
is(client('alice', password => 'wrong')->tool('example_count_down')->rpc_error->{message} =~ /credential/ ? 1 : 0,
    1, 'no tool without a credential, whatever it needs');
my $answer = rpc('tools/call', { name => 'example_count_down', arguments => [] });
is($answer->{error}{code}, -32602, 'arguments are an object');
faults(tool(example_count_down => { from => 99 }), qr/1 to 10/, 'what is in them is the tool\'s affair');

# --- progress ----------------------------------------------------------------------------
for my $revision ('2025-11-25', '2026-07-28') {
    my $client = client('alice', revision => $revision);
    my $result = $client->rpc('tools/call',
        { name => 'example_count_down', arguments => { from => 4 }, _meta => { progressToken => 'T' } });
    my @progress = map { $_->{params} } @{ $client->{events} };

    is_deeply([ map { $_->{progress} } @progress ], [ 0 .. 3 ], "$revision: progress");
    is_deeply($progress[1], { progressToken => 'T', progress => 1, total => 4, message => 'Counting' },
        '... with all there is to say');
    is_deeply($result->{result}{structuredContent}, { counted => 4 }, '... and a structured result');
    $client->rpc('tools/call', { name => 'example_count_down', arguments => { from => 1 } });
    is_deeply($client->{events}, [], '... none for who does not ask');
}
{
    my $client = client('alice', endpoint => "$endpoint/mcp-alive");
    MCP::StandIn::control(delay_ms => ms => 700) if eval { require MCP::StandIn };
    $client->rpc('tools/call',
        { name => 'example_count_down', arguments => { from => 4 }, _meta => { progressToken => 1 } });
    MCP::StandIn::reset();
    my @values = map { $_->{params}{progress} } @{ $client->{events} };
    cmp_ok(scalar @values, '>', 4, 'progress of the waiting and of the tool');
    is(scalar(grep { $values[$_] <= $values[ $_ - 1 ] } 1 .. $#values), 0, '... grows strictly');
}

# --- a server without a Nextcloud -----------------------------------------------------------
my $httpd = MCP::Httpd->new(
    standin => 0, mpm => $ENV{MCP_MPM} || 'event', modules => [qw(example conformance faulty)],
    config => "<Location /none>\nSetHandler mcp\nMCPNextcloudURL none\n</Location>\n"
)->start;

sub anyone {
    my ($revision, %options) = @_;
    return MCP::Client->new(endpoint => $httpd->url . '/none', revision => $revision, %options);
}

my $none = anyone('2025-11-25');
my $list = $none->tools;
ok($list->{example_count_down}, 'MCPNextcloudURL none: tools that need no Nextcloud, without a credential');
ok(!$list->{get_file_tree} && !$list->{example_who_am_i}, '... and no others');
is($none->tool('example_who_am_i')->rpc_error->{code}, -32602, '... which cannot be called either');
is($none->tool('faulty_user')->text, 'nobody', '... nobody is the user');
is(anyone('2025-11-25', user => 'alice', password => 'x')->tool('faulty_user')->text, 'nobody',
    '... whatever credential comes');
faults($none->tool(faulty_upstream => { method => 'GET', path => '/ocs/x' }), qr/without a Nextcloud/,
    '... and nothing is asked of a Nextcloud');
is($none->post({ jsonrpc => '2.0', id => 1, method => 'tools/list' }, { Origin => 'https://evil.example' })->{status},
    403, '... foreign pages stay outside');
is($none->rpc('initialize', { protocolVersion => '2025-11-25' })->{result}{protocolVersion}, '2025-11-25',
    '... initialize');
is(MCP::Client->new(endpoint => $httpd->url . '/mcp')->post({ jsonrpc => '2.0', id => 1, method => 'ping' })->{status},
    401, 'other Locations ask for one');

# --- definitions ------------------------------------------------------------------------------
for my $revision (@revisions) {
    my $raw = anyone($revision)->post({ jsonrpc => '2.0', id => 1, method => 'tools/list',
        $revision ge '2026' ? (params => { _meta => { 'io.modelcontextprotocol/protocolVersion' => $revision,
            'io.modelcontextprotocol/clientCapabilities' => {} } }) : () },
        $revision ge '2026' ? { 'Mcp-Method' => 'tools/list' } : {})->{content};
    my ($tool) = grep { $_->{name} eq 'example_count_down' } @{ $json->decode($raw)->{result}{tools} };
    my %has = map { $_ => 1 } keys %$tool;

    is_deeply(\%has, { map { $_ => 1 } qw(name description inputSchema),
        $revision ge '2025-03' ? 'annotations' : (),
        $revision ge '2025-06' ? qw(title outputSchema) : () }, "P-262 P-324: $revision: the fields it knows");
    like($raw, qr/\Q"inputSchema":{"\E\$schema\Q":"https:\/\/json-schema.org\/draft\/2020-12\/schema","type":"object","\E\$defs/,
        'P-326: ... a schema as it was written');
}

# --- content ------------------------------------------------------------------------------------
sub content { return anyone($_[0])->tool($_[1], $_[2])->{content} }

is_deeply([ map { $_->{type} } @{ content('2025-11-25', 'test_multiple_content_types') } ], [qw(text image resource)],
    'P-334: text, image and resource');
my $links = content('2025-11-25', 'faulty_links');
is_deeply($links->[0], { type => 'resource_link', uri => 'test://link', name => 'link', title => 'A link',
    description => 'What it is', mimeType => 'text/plain', size => 7 }, 'a link');
is_deeply($links->[1], { type => 'resource', resource => { uri => 'test://blob',
    mimeType => 'application/octet-stream', blob => 'AAEC' } }, 'an embedded blob');
is_deeply($links->[2], { type => 'audio', mimeType => 'audio/wav', data => 'UklGRg==' }, 'audio');
$links = content('2025-03-26', 'faulty_links');
is_deeply($links->[0], { type => 'text', text => "A link: test://link\nWhat it is" }, 'P-334: 2025-03-26: a link is text');
is($links->[2]{type}, 'audio', '... audio is there');
$links = content('2024-11-05', 'faulty_links');
is($links->[2]{type}, 'resource', 'P-334: 2024-11-05: audio is an embedded resource');
is($links->[2]{resource}{blob}, 'UklGRg==', '... with its bytes');

my $deep = { 'a/b' => [ { json => '[1,2]' } ] };
is_deeply(anyone('2026-07-28')->tool(faulty_structured => $deep)->data, [ 1, 2 ], 'P-326: 2026-07-28: structured content of any kind');
my $array = anyone('2025-11-25')->tool(faulty_structured => $deep);
ok(!exists $array->{structuredContent}, '2025-11-25: objects only');
is($array->text, '[1,2]', '... but its text');
is_deeply(anyone('2025-11-25')->tool(faulty_structured => { x => 1 })->data, { x => 1 }, 'arguments come as they are');
faults(anyone('2025-11-25')->tool(faulty_structured => { 'a/b' => [ { json => '{"a":' } ] }), qr/JSON|end/i,
    'structured content that is no JSON is told');
is($none->tool('greet', { name => "\x{fc}\"" })->text, "Hello, \x{fc}\"!", 'strings are read with their escapes');

$answer = $none->rpc('tools/call', { name => 'faulty_fails', arguments => { code => 'params' } });
is_deeply($answer->{error}, { code => -32602, message => 'As you wish', data => { why => [1] } }, 'a protocol error');
is($none->rpc('tools/call', { name => 'faulty_fails' })->{error}{code}, -32603, '... of the other kind');

# --- parameters that are headers ---------------------------------------------------------------------
my $modern = anyone('2026-07-28');
sub region { return $modern->rpc('tools/call', { name => 'test_x_mcp_header', arguments => { region => 'eu' } }, @_) }
ok(region({ 'Mcp-Param-Region' => 'eu' })->{result}, 'P-077: a declared header that agrees');
is(region()->{error}{code}, -32020, 'P-077: ... that is missing');
is(region({ 'Mcp-Param-Region' => 'us' })->{error}{code}, -32020, 'P-077: ... that disagrees');

# --- questions -----------------------------------------------------------------------------------------
my %able = ('io.modelcontextprotocol/clientCapabilities' => { elicitation => {}, sampling => {}, roots => {} });

sub ask {
    my ($tool, %params) = @_;
    return $modern->rpc('tools/call', { name => $tool, arguments => {}, _meta => \%able, %params });
}

my %yes = (action => 'accept', content => { name => 'Ann', color => 'red', ok => JSON::PP::true });
my $ask = ask('test_input_required_result_multi_round')->{result};
is($ask->{resultType}, 'input_required', 'P-175 P-337 P-421 P-422: a question is the result');
is($ask->{inputRequests}{step1}{method}, 'elicitation/create', '... under its key');
my $next = ask('test_input_required_result_multi_round', inputResponses => { step1 => \%yes },
    requestState => $ask->{requestState})->{result};
is_deeply([ keys %{ $next->{inputRequests} } ], ['step2'], 'P-424: the next question');
my $end = ask('test_input_required_result_multi_round', inputResponses => { step2 => \%yes },
    requestState => $next->{requestState})->{result};
is($end->{resultType}, 'complete', 'P-427: earlier answers come back in requestState');
$end = ask('test_input_required_result_multi_round', inputResponses => { step2 => \%yes })->{result};
is_deeply([ keys %{ $end->{inputRequests} } ], ['step1'], '... and are lost without it');
is(scalar keys %{ ask('test_input_required_result_multiple_inputs')->{result}{inputRequests} }, 3, 'three questions at once');

my $state = $next->{requestState};
(my $changed = $state) =~ s/^(.{20})(.)/$1 . ($2 eq 'A' ? 'B' : 'A')/e;
for my $bad ($changed, "$state-", '', 'x.y', '.', 17) {
    is(ask('test_input_required_result_multi_round', requestState => $bad)->{error}{code}, -32602,
        'P-425: a state that we have not made: ' . substr $bad, 0, 24);
}
is(ask('test_input_required_result_elicitation', requestState => $state)->{error}{code}, -32602, 'P-425: a state for another tool');
is(ask('test_input_required_result_multi_round', arguments => { x => 1 }, requestState => $state)->{error}{code},
    -32602, '... for other arguments');
is(ask('test_input_required_result_elicitation', inputResponses => $_)->{error}{code}, -32602,
    'P-426: inputResponses of the wrong type') for undef, 5, [];
is(ask('test_input_required_result_elicitation', inputResponses => { user_name => $_ })->{result}{resultType},
    'input_required', 'P-426: what is no answer is asked again') for 5, undef, {}, { action => 'maybe' },
    { action => 'accept', content => 7 };
is(ask('test_input_required_result_elicitation', inputResponses => { user_name => { action => 'decline' } })
    ->{result}{content}[0]{text}, 'Hello, stranger!', 'P-431: a refusal is an answer');

my $lacking = $modern->rpc('tools/call', { name => 'test_missing_capability', arguments => {} });
is($lacking->{error}{code}, -32021, 'P-423: a client that cannot be asked');
is($modern->{last}{status}, 400, '... HTTP 400');
is_deeply($lacking->{error}{data}, { requiredCapabilities => { sampling => {} } }, '... what it needs');
is($modern->rpc('tools/call', { name => 'test_input_required_result_capabilities', arguments => {},
    _meta => { 'io.modelcontextprotocol/clientCapabilities' => { sampling => {} } } })->{result}{inputRequests}{user_name},
    undef, 'P-423: a tool asks what can be asked');
faults($none->tool('test_elicitation'), qr/2026-07-28/, 'earlier revisions cannot be asked');
is(scalar(() = $httpd->complaints), 0, 'nothing in the log');

# --- providers that are refused ---------------------------------------------------------------------------
sub configure { return configtest($_[0], modules => ['faulty']) }

sub definition {
    my (%change) = @_;
    my %tool = (name => 'x', description => 'x', inputSchema => { type => 'object' }, %change);
    delete @tool{ grep { !defined $tool{$_} } keys %tool };
    return "FaultyDefinition '" . $json->encode(\%tool) . "'";
}

sub property { return (inputSchema => { type => 'object', properties => { @_ } }) }

my ($status, $output) = configure('');
is($status, 0, 'a provider that is in order') or diag $output;
($status, $output) = configure(definition(_meta => { a => 1 }, icons => [], outputSchema => { type => 'array' },
    property(a => { type => 'object', properties => { b => { type => 'integer', 'x-mcp-header' => 'B' } } },
        'x-mcp-header' => { type => 'string' })));
is($status, 0, 'a definition with everything') or diag $output;

my @wrong = (
    [ 'FaultyProvider abi' => qr/provider "faulty": it was built for interface 2, this mod_mcp has 1/ ],
    [ 'FaultyProvider small' => qr/its mcp_provider_t has \d+ bytes, .*broken mod_mcp\.h/ ],
    [ 'FaultyProvider large' => qr/its mcp_provider_t has \d+ bytes, .*newer mod_mcp\.h/ ],
    [ 'FaultyProvider tool' => qr/its mcp_provider_tool_t has .*newer/ ],
    [ 'FaultyProvider api' => qr/its mcp_api_t has .*newer/ ],
    [ 'FaultyProvider name' => qr/name must be the one it is registered under/ ],
    [ 'FaultyProvider run' => qr{"faulty": /tools/0: has no run function} ],
    [ 'FaultyProvider flags' => qr{"faulty": /tools/0: has unknown flags \(0x80\)} ],
    [ "FaultyDefinition '{\"name\":'" => qr{"faulty": /tools/5: .*(?:end|JSON)} ],
    [ 'FaultyDefinition []' => qr{/tools/5: must be an object} ],
    [ definition(name => undef) => qr{/tools/5} ],
    [ definition(name => 'a b') => qr{/tools/5/name: must be 1 to 64 of} ],
    [ definition(description => undef) => qr{/tools/5.*description} ],
    [ definition(description => 7) => qr{/tools/5/description} ],
    [ definition(inputSchema => undef) => qr{/tools/5.*inputSchema} ],
    [ definition(inputSchema => {}) => qr{/tools/5/inputSchema/type: must be "object"} ],
    [ definition(annotations => { readOnlyHint => 'yes' }) => qr{/tools/5/annotations/readOnlyHint} ],
    [ definition(colour => 'red') => qr{/tools/5/colour} ],
    [ definition(name => 'get_file_tree') => qr{provider "faulty": /tools/5/name: "get_file_tree" is declared already, in files\.json} ],
    [ definition(name => 'example_who_am_i') => qr{/tools/5/name: "example_who_am_i" is declared already, in provider example} ],
    [ definition(name => 'faulty_user') => qr{"faulty_user" is declared already} ],
    [ definition(property(a => { type => 'number', 'x-mcp-header' => 'A' })) => qr{/properties/a/x-mcp-header: is for one type} ],
    [ definition(property(a => { type => 'string', 'x-mcp-header' => 'A B' })) => qr{/properties/a/x-mcp-header: must be a token} ],
    [ definition(property(a => { type => 'string', 'x-mcp-header' => 'A' }, b => { type => 'string', 'x-mcp-header' => 'a' }))
        => qr{/properties/b/x-mcp-header: is declared twice|/properties/a/x-mcp-header: is declared twice} ],
    [ definition(property(a => { type => 'array', items => { type => 'string', 'x-mcp-header' => 'A' } }))
        => qr{/properties/a/items/x-mcp-header: is for properties only} ],
    [ definition(inputSchema => { type => 'object', anyOf => [ { properties => { a => { type => 'string', 'x-mcp-header' => 'A' } } } ] })
        => qr{/anyOf/0/properties/a/x-mcp-header: is for properties only} ],
);
for my $case (@wrong) {
    my ($line, $why) = @$case;
    my ($code, $said) = configure($line);
    my $name = substr $line, 0, 70;

    isnt($code, 0, "P-076: refused: $name");
    like($said, $why, '... and why');
    like($said, qr/MCP0012/, '... by number');
}

done_testing();
