# SPDX-License-Identifier: Apache-2.0
# Resources, prompts and completion of other modules (include/mod_mcp.h).
use strict;
use warnings;

use JSON::PP ();
use Test::More;

use MCP::Client;
use MCP::Configtest;
use MCP::Httpd;
use MCP::Test;

my $top = $ENV{MCP_TOP};
plan skip_all => 'the modules of t/c-modules are not built: make c-modules'
    unless -e "$top/c-modules/mod_mcp_example.so";

my $json = JSON::PP->new->utf8->canonical;

# --- beside Nextcloud's own ------------------------------------------------------------
my %of;
for my $revision ('2025-06-18', '2026-07-28') {
    $of{$revision} = client('alice', revision => $revision);
}

sub call { return $of{ $_[2] || '2026-07-28' }->rpc($_[0], $_[1]) }

my @templates = grep { !/^skill:/ } map { $_->{uriTemplate} } @{ call('resources/templates/list')->{result}{resourceTemplates} };
is_deeply(\@templates, [ 'example://pi/{place}', 'nextcloud://files/{+path}{?offset,length}' ],
    'P-360: a module\'s template beside our own');
is_deeply(call('resources/read', { uri => 'example://pi/4' })->{result}{contents},
    [ { uri => 'example://pi/4', mimeType => 'text/plain', text => '5' } ], 'P-362: what it stands for');
for my $uri ('example://pi/15', 'example://pi/', 'example://pi/1/2', 'example://e/1') {
    my $new = call('resources/read', { uri => $uri })->{error};
    my $old = call('resources/read', { uri => $uri }, '2025-06-18')->{error};

    is($new->{code}, -32602, "P-363 P-106: $uri is not there");
    is($new->{data}{uri}, $uri, '... by its name');
    is($old->{code}, -32002, '... by the code of before');
}
is_deeply(call('completion/complete', { ref => { type => 'ref/resource', uri => 'example://pi/{place}' },
    argument => { name => 'place', value => '1' } })->{result}{completion},
    { values => [qw(1 10 11 12 13 14)], total => 6, hasMore => JSON::PP::false }, 'P-404: its variable completes');

my ($prompt) = grep { $_->{name} eq 'example_greeting' } @{ call('prompts/list')->{result}{prompts} };
is_deeply($prompt->{arguments}, [ { name => 'tone', description => 'How', required => JSON::PP::false } ],
    'P-400: a module\'s prompt beside our own');
is_deeply(call('prompts/get', { name => 'example_greeting' })->{result}{messages},
    [   { role => 'user', content => { type => 'text', text => 'Greet alice, kindly.' } },
        { role => 'assistant', content => { type => 'text', text => 'Shall I say it in another language?' } }
    ], '... knows the user, and has roles');
like(call('prompts/get', { name => 'example_greeting', arguments => { tone => 'warmly' } })
    ->{result}{messages}[0]{content}{text}, qr/warmly/, '... and arguments');
for my $wrong ([ { tone => 7 } => 'must be a string' ], [ { tune => 'x' } => 'unknown argument' ], [ [] => 'object' ]) {
    my $error = call('prompts/get', { name => 'example_greeting', arguments => $wrong->[0] })->{error};

    is($error->{code}, -32602, 'P-401: wrong arguments');
    like($error->{message}, qr/$wrong->[1]/, '... and why');
}

# --- a server without a Nextcloud -----------------------------------------------------------
my @more = (
    'FaultyResource \'{"uri":"faulty://two","name":"two","title":"Two","size":7,"annotations":{"priority":1},'
        . '"icons":[{"src":"data:,x"}],"_meta":{"x/y":1}}\'',
    'FaultyDefinition \'{"name":"faulty_number","description":"For tests","inputSchema":{"type":"object",'
        . '"properties":{"n":{"type":"integer","x-mcp-header":"N"},"b":{"type":"boolean","x-mcp-header":"B"}}}}\'',
    'FaultyTemplate \'complete {"uriTemplate":"faulty://x/{+what}","name":"x"}\'',
    'FaultyPrompt \'complete {"name":"faulty_prompt","description":"For tests","title":"P","icons":[],'
        . '"arguments":[{"name":"a","title":"A"}]}\'',
);
my $httpd = MCP::Httpd->new(
    standin => 0, mpm => $ENV{MCP_MPM} || 'event', modules => [qw(example conformance faulty)],
    config => join("\n", @more, '') . <<'CONF'
<Location /none>
SetHandler mcp
MCPNextcloudURL none
</Location>
<Location /closed>
SetHandler mcp
MCPNextcloudURL none
MCPResources Off
</Location>
CONF
)->start;
my $modern = MCP::Client->new(endpoint => $httpd->url . '/none', revision => '2026-07-28');

sub none { return $modern->rpc(@_) }

my $discovered = none('server/discover')->{result}{capabilities};
ok($discovered->{$_}, "MCPNextcloudURL none: $_") for qw(resources prompts completions);
my @uris = map { $_->{uri} } @{ none('resources/list')->{result}{resources} };
is_deeply(\@uris, [qw(faulty://two test://static-binary test://static-text test://watched-resource)],
    '... resources that need no Nextcloud, and no others');
ok(!(grep { $_->{name} eq 'example_greeting' } @{ none('prompts/list')->{result}{prompts} }), '... prompts too');
is(none('prompts/get', { name => 'example_greeting' })->{error}{code}, -32602, '... which cannot be had either');
is(none('resources/read', { uri => 'nextcloud://user' })->{error}{code}, -32602, '... nor read');
is(none('completion/complete', { ref => { type => 'ref/resource', uri => 'nextcloud://files/{+path}{?offset,length}' },
    argument => { name => 'path', value => '' } })->{error}{code}, -32602, '... nor completed');

# What each revision knows of it (P-361, P-561, P-562).
my %knows = (
    '2024-11-05' => [qw(annotations name size uri)],
    '2025-06-18' => [qw(_meta annotations name size title uri)],
    '2025-11-25' => [qw(_meta annotations icons name size title uri)],
);
for my $revision (sort keys %knows) {
    my $client = MCP::Client->new(endpoint => $httpd->url . '/none', revision => $revision);
    my ($found) = grep { $_->{uri} eq 'faulty://two' } @{ $client->rpc('resources/list')->{result}{resources} };
    my ($listed) = grep { $_->{name} eq 'faulty_prompt' } @{ $client->rpc('prompts/list')->{result}{prompts} };

    is_deeply([ sort keys %$found ], $knows{$revision}, "P-361: the fields of $revision");
    is(exists $listed->{title} ? 1 : 0, $revision ge '2025-06' ? 1 : 0, 'P-562: ... and of a prompt');
    is(exists $listed->{icons} ? 1 : 0, $revision ge '2025-11' ? 1 : 0, 'P-561: ... its icons');
}
is_deeply(none('resources/read', { uri => 'faulty://two' })->{result}{contents},
    [ { uri => 'faulty://1', text => 'one' }, { uri => 'faulty://2', mimeType => 'a/b', blob => 'dHdv' } ],
    'P-362: several contents of one resource');

# What has no place there is an error, not left out.
is(none('resources/read', { uri => 'faulty://x/text' })->{error}{code}, -32603, 'a text is no resource');
is(none('resources/read', { uri => 'faulty://x/none' })->{error}{code}, -32602, 'P-363: nothing is no resource');
is_deeply(none('resources/read', { uri => 'faulty://x/error' })->{error},
    { code => -32603, message => 'As you wish', data => { uri => 'faulty://x/error' } }, 'an error for the user');
is(none('prompts/get', { name => 'faulty_prompt' })->{error}{code}, -32603, 'a value is no message');
is_deeply(none('completion/complete', { ref => { type => 'ref/prompt', name => 'faulty_prompt' },
    argument => { name => 'a', value => '' } })->{result}{completion}{values}, ['a value'], '... but it completes');

# A module may tell of its progress as often as it likes.
my $told = none('resources/read', { uri => 'faulty://x/chatter', _meta => { progressToken => 't' } });
is($told->{result}{contents}[0]{text}, 'enough', 'a resource that tells of its progress');
my @told = @{ $modern->{events} };
cmp_ok(scalar @told, '>', 0, '... is heard');
cmp_ok(scalar @told, '<', 500, 'P-222: ... but not 10000 times');

# --- arguments that are headers too --------------------------------------------------------------
sub number {
    my ($arguments, %headers) = @_;
    return none('tools/call', { name => 'faulty_number', arguments => $arguments }, \%headers);
}

ok(number({ n => 42 }, 'Mcp-Param-N' => $_)->{result}, "P-078: 42 is $_") for '42', '42.0', '4.2e1';
is(number({ n => 42 }, 'Mcp-Param-N' => $_)->{error}{code}, -32020, "P-078: 42 is not $_") for '43', '42.5', 'x', '', '42x';
ok(number({ b => JSON::PP::true }, 'Mcp-Param-B' => 'true')->{result}, 'P-078: true is true');
is(number({ b => JSON::PP::true }, 'Mcp-Param-B' => $_)->{error}{code}, -32020, "P-078: ... and not $_") for '1', 'True', 'false';
is(number({ n => 9007199254740993 }, 'Mcp-Param-N' => '9007199254740992')->{error}{code}, -32020,
    'P-078: what two readers may take for two numbers');

# --- asking -------------------------------------------------------------------------------------
my %able = (_meta => { 'io.modelcontextprotocol/clientCapabilities' => { elicitation => {}, roots => {} } });
my $asked = none('resources/read', { uri => 'faulty://x/ask', %able })->{result};
is($asked->{resultType}, 'input_required', 'P-422: a resource asks');
is($asked->{inputRequests}{roots}{method}, 'roots/list', '... for the roots');
ok(!exists $asked->{ttlMs}, 'P-244: ... which nobody keeps');
my $answered = none('resources/read', { uri => 'faulty://x/ask', %able, requestState => $asked->{requestState},
    inputResponses => { roots => { roots => [ { uri => 'file:///a' } ] } } })->{result};
like($answered->{contents}[0]{text}, qr{file:///a}, 'P-424: ... and reads on with the answer');
is(none('resources/read', { uri => 'faulty://x/other', %able, requestState => $asked->{requestState} })->{error}{code},
    -32602, 'P-425: a state for another resource');
my $lacking = none('resources/read', { uri => 'faulty://x/ask' });
is($lacking->{error}{code}, -32021, 'P-423: a client that cannot be asked');
is($modern->{last}{status}, 400, 'P-302: ... HTTP 400');

my %get = (name => 'test_input_required_result_prompt', %able);
$asked = none('prompts/get', {%get})->{result};
is($asked->{inputRequests}{user_context}{method}, 'elicitation/create', 'P-422: a prompt asks');
$answered = none('prompts/get', { %get, requestState => $asked->{requestState},
    inputResponses => { user_context => { action => 'accept', content => { context => 'tea' } } } })->{result};
is($answered->{messages}[0]{content}{text}, 'Tell me about tea', '... and goes on with the answer');
is(none('prompts/get', { %get, inputResponses => 5 })->{error}{code}, -32602, 'P-426: answers of the wrong type');
is(none('prompts/get', { name => 'test_prompt_with_image' })->{result}{messages}[0]{content}{type}, 'image',
    'P-402: an image is a message');

my $closed = MCP::Client->new(endpoint => $httpd->url . '/closed', revision => '2026-07-28');
is($closed->rpc('resources/list')->{error}{code}, -32601, 'P-264: MCPResources Off');
is($closed->{last}{status}, 404, '... HTTP 404');
ok(!$closed->rpc('server/discover')->{result}{capabilities}{resources}, '... and not declared');
is(scalar(() = $httpd->complaints), 0, 'nothing in the log');

# --- providers that are refused ---------------------------------------------------------------------
sub configure { return configtest($_[0], modules => ['faulty']) }

sub faulty { return "Faulty$_[0] '" . $json->encode($_[1]) . "'" }

my %prompt = (name => 'x', description => 'x');
my %item = (uri => 'x://y', name => 'x');
my %by = (uriTemplate => 'x://{y}', name => 'x');
my ($status, $output) = configure('');
is($status, 0, 'a provider with nothing in its arrays') or diag $output;
($status, $output) = configure('FaultyProvider old');
is($status, 0, 'a provider that was built before there were any') or diag $output;

my @wrong = (
    [ faulty(Resource => { name => 'x' }) => qr{"faulty": /resources/0: needs "uri"} ],
    [ faulty(Resource => { uri => 'x://y' }) => qr{/resources/0: needs "name"} ],
    [ faulty(Resource => { %item, uri => 'nonsense' }) => qr{/resources/0/uri: must begin with a scheme} ],
    [ faulty(Resource => { %item, uri => ':x' }) => qr{/resources/0/uri: must begin with a scheme} ],
    [ faulty(Resource => { %item, size => 'x' }) => qr{/resources/0/size: must be an integer} ],
    [ faulty(Resource => { %item, icons => {} }) => qr{/resources/0/icons: must be an array} ],
    [ faulty(Resource => { %item, colour => 1 }) => qr{/resources/0/colour: unknown} ],
    [ faulty(Resource => { %item, uri => 'nextcloud://user' }) => qr{/resources/0: "nextcloud://user" is declared already} ],
    [ "FaultyResource 'complete {\"uri\":\"x://y\",\"name\":\"x\"}'" => qr{/resources/0: has a complete function} ],
    [ "FaultyResource '{'" => qr{/resources/0: invalid JSON} ],
    [ faulty(Template => { %by, uriTemplate => 'x://{y' }) => qr{/templates/0/uriTemplate: has a brace} ],
    [ faulty(Template => { %by, uriTemplate => 'x://{#y}' }) => qr{/templates/0/uriTemplate: has an expression} ],
    [ faulty(Template => { %by, uriTemplate => '{y}' }) => qr{/templates/0/uriTemplate: must begin} ],
    [ faulty(Template => { %by, size => 1 }) => qr{/templates/0/size: unknown} ],
    [ faulty(Template => { %by, uriTemplate => 'nextcloud://files/{+path}{?offset,length}' })
        => qr{/templates/0: ".*" is declared already} ],
    [ faulty(Prompt => { name => 'x' }) => qr{/prompts/0: needs "description"} ],
    [ faulty(Prompt => { %prompt, name => 'a b' }) => qr{/prompts/0/name: must be 1 to 64 of} ],
    [ faulty(Prompt => { %prompt, arguments => {} }) => qr{/prompts/0/arguments: must be an array} ],
    [ faulty(Prompt => { %prompt, arguments => [1] }) => qr{/prompts/0/arguments/0: must be an object} ],
    [ faulty(Prompt => { %prompt, arguments => [ {} ] }) => qr{/prompts/0/arguments/0/name: must be 1 to 64} ],
    [ faulty(Prompt => { %prompt, arguments => [ { name => 'a', required => 1 } ] })
        => qr{/prompts/0/arguments/0/required: must be true or false} ],
    [ faulty(Prompt => { %prompt, arguments => [ { name => 'a' }, { name => 'a' } ] })
        => qr{/prompts/0/arguments/1/name: is declared twice} ],
    [ faulty(Prompt => { %prompt, arguments => [ map { { name => "a$_" } } 1 .. 17 ] })
        => qr{/prompts/0/arguments: has more than 16} ],
    [ faulty(Prompt => { %prompt, name => 'summarize_folder' }) => qr{/prompts/0/name: "summarize_folder" is declared already, in files\.json} ],
    [ 'FaultyProvider item' => qr/its mcp_provider_item_t has \d+ bytes, .*newer mod_mcp\.h/ ],
);
for my $case (@wrong) {
    my ($line, $why) = @$case;
    my ($code, $said) = configure($line);
    my $name = substr $line, 0, 70;

    isnt($code, 0, "refused: $name");
    like($said, $why, '... and why');
    like($said, qr/MCP0012/, '... by number');
}

done_testing();
