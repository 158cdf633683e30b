# SPDX-License-Identifier: Apache-2.0
# Tools of apps are offered to those who have the app, and no one else. Which
# apps somebody has can be changed at the stand-in only.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;

use MCP::Client;
use MCP::Test;

plan skip_all => 'SKIP live: the apps of a real Nextcloud stay as they are' if is_live();
require MCP::StandIn;

# One tool of each app, and of what it needs.
my %tool = (
    circles       => [qw(list_circles share_with_circle)],
    deck          => [qw(list_boards update_card add_card_comment)],
    notifications => [qw(list_notifications dismiss_notification)],
    spreed        => [qw(list_talk_conversations create_poll add_reaction share_file_to_conversation)],
    user_status   => [qw(set_user_status)],
);

# Accounts that no other test uses: the list of a user is remembered.
my $next = 40;

sub tools_without {
    my (@apps) = @_;
    my $uid = sprintf 'u%03d', $next++;
    MCP::StandIn::control('apps', user => $uid, remove => join ',', @apps) if @apps;
    my $client = MCP::Client->new(endpoint => client()->{endpoint}, user => $uid,
        password => "app-$uid");
    return ($client->tools, $client);
}

my ($all) = tools_without();
ok($all->{$_}, "$_ is offered") for map { @$_ } values %tool;

for my $app (sort keys %tool) {
    my ($some, $client) = tools_without($app);
    ok(!$some->{$_}, "$_ is not offered without $app") for @{ $tool{$app} };
    ok($some->{$_}, "but $_ is") for map { $tool{$_}[0] } grep { $_ ne $app } keys %tool;
    my $result = $client->tool($tool{$app}[0], {});
    is($result->rpc_error->{code}, -32602, 'and cannot be called');
}

MCP::StandIn::control('apps', set => 'default', user => sprintf 'u%03d', $_) for 40 .. $next - 1;

done_testing();
