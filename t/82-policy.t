# SPDX-License-Identifier: Apache-2.0
# Another module's say in who may have which tool (include/mod_mcp.h,
# tool_policy).
use strict;
use warnings;

use Test::More;

use MCP::Client;
use MCP::Httpd;
use MCP::Test;

plan skip_all => 'the modules of t/c-modules are not built: make c-modules'
    unless -e "$ENV{MCP_TOP}/c-modules/mod_mcp_policy.so";

my $httpd = MCP::Httpd->new(
    mpm => $ENV{MCP_MPM} || 'event', modules => [qw(policy conformance)], config => <<'CONF'
PolicyHide bob get_file_tree
PolicyHide * destructive
PolicyRefuse alice share_with_user
PolicyRefuse - greet
<Location /none>
SetHandler mcp
MCPNextcloudURL none
</Location>
<Location /compact>
SetHandler mcp
MCPCompact On
</Location>
CONF
)->start;

sub who {
    my ($user, $path) = @_;

    return MCP::Client->new(endpoint => $httpd->url . ($path || '/mcp'), user => $user, password => "app-$user");
}

my %list;
for my $user (qw(alice bob)) {
    $list{$user} = who($user)->tools;
}
ok($list{alice}{get_file_tree}, 'a tool that only bob must not see');
ok(!$list{bob}{get_file_tree}, '... he does not');
is(who('bob')->tool('get_file_tree')->rpc_error->{code}, -32602, '... and cannot call it');
ok(!$list{alice}{delete_file} && !$list{bob}{delete_file}, 'rules may go by what tools do');
ok($list{alice}{get_file_content} && $list{bob}{get_file_content}, '... others stay');
is(who('bob', '/compact')->tool(call_tool => { name => 'get_file_tree', arguments => {} })->rpc_error->{code}, -32602,
    'MCPCompact is no way around it');

ok($list{alice}{share_with_user}, 'a tool that is listed');
faults(who('alice')->tool(share_with_user => { path => "/x", user_id => "carol" }), qr/rule of this server does not allow/,
    '... and must not be called');
faults(who('alice', '/compact')->tool(call_tool => { name => 'share_with_user', arguments => { path => "/x", user_id => "carol" } }),
    qr/rule of this server/, '... nor in another way');
my $others = who('bob')->tool(share_with_user => { path => "/none.txt", user_id => "carol" });
unlike($others->text, qr/rule of this server/, '... but by others');

my $none = MCP::Client->new(endpoint => $httpd->url . '/none');
ok($none->tools->{greet}, 'tools of other modules are asked about too');
faults($none->tool(greet => { name => 'x' }), qr/rule of this server/, '... of users without a name');
is(scalar(() = $httpd->complaints), 0, 'nothing in the log');

done_testing();
