# SPDX-License-Identifier: Apache-2.0
# The tools that ask services outside: conf/tools.d/weather.json,
# openstreetmap.json, here.json, duckduckgo.json, youtube.json, openproject.json.
# They are off until the administrator turns them on, and the stand-in plays
# them; a live run has none of them.

use strict;
use warnings;
use utf8;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;

use MCP::Test;

plan skip_all => 'SKIP live: services outside are off' if is_live();

END {
    local $?;
    MCP::StandIn::control(apps => set => 'default') if !is_live();
}

my @tools = qw(get_current_weather_for_coordinates get_coordinates_for_address get_osm_link
    get_osm_route get_public_transport_route_for_coordinates duckduckgo_results_json
    youtube_search web_fetch list_projects list_assignees create_work_package);
my $odd = "Straße 5 #1 & \x{1F600}";

subtest 'off until they are turned on' => sub {
    for my $name (@tools) {
        ok(!has_tool($name), "no $name");
    }
};

offer([ apps => add => 'integration_openproject' ]);
my $client = client('alice', endpoint => MCP::Test::endpoint());
my $known = $client->tools;

sub outside { return $client->tool(@_) }

subtest 'on' => sub {
    for my $name (@tools) {
        ok($known->{$name}, $name);
        ok($known->{$name}{annotations}{openWorldHint} // 1, 'reaches the world');
    }
    ok($known->{$_}{annotations}{readOnlyHint}, "$_ only reads") for grep { !/^create/ } @tools;
};

subtest 'nothing of the user goes along' => sub {
    MCP::StandIn::clear_log();
    gives(outside(get_coordinates_for_address => { address => 'Berlin' }), 'a question');
    my ($seen) = grep { $_->{uri} =~ m{^/outside/} } MCP::StandIn::requests();
    is($seen->{$_}, undef, "no $_") for qw(auth_sha256 cookie xff);
    like($seen->{user_agent}, qr{^mod_mcp/\S+ \(\+http}, 'but who we are');
};

subtest 'get_current_weather_for_coordinates' => sub {
    my $data = gives(
        outside(get_current_weather_for_coordinates => { lat => '52.516283', lon => '13.38' }),
        'too many decimals are cut'
    );
    is($data->{now}{air_temperature}, -1.5, 'the temperature');
    is($data->{units}{air_temperature}, 'celsius', 'its unit');
    is($data->{next_hour}, 'lightsnow', 'the next hour');
    is($data->{next_hour_precipitation_mm}, 0.4, 'its snow');
    faults(outside(get_current_weather_for_coordinates => { lat => '-90', lon => '0' }),
        qr/no weather/, 'no weather there');
    faults(outside(get_current_weather_for_coordinates => { lat => $_, lon => '0' }),
        qr/lat must be a number of degrees/, "no latitude: $_")
        for '91', '-90.5', 'north', '1e1', '0x10', 'nan', '5,2';
    faults(outside(get_current_weather_for_coordinates => { lat => '1' }), qr/lon/, 'no longitude');
};

subtest 'openstreetmap' => sub {
    my $data = gives(outside(get_coordinates_for_address => { address => $odd }), 'an address');
    is($data->{name}, "$odd, Berlin", 'arrived as it is');
    is($data->{lat}, '52.5162767', 'its latitude, as text for the other tools');
    is($data->{lon}, '13.3777028', 'its longitude');
    is(gives(outside(get_osm_link => { location => $odd }), 'get_osm_link')->{url},
        'https://www.openstreetmap.org/way/518071791', 'the link');
    faults(outside($_->[0] => { $_->[1] => 'nowhere' }), qr/no place "nowhere"/, "$_->[0]: no place")
        for [ get_coordinates_for_address => 'address' ], [ get_osm_link => 'location' ];
    faults(outside(get_osm_link => { location => '' }), qr/location/, 'nothing');

    my %way = (
        origin_lat => '52.5', origin_lon => '13.4',
        destination_lat => '52.6', destination_lon => '-13.5'
    );
    $data = gives(outside(get_osm_route => { %way, profile => 'routed-bike' }), 'get_osm_route');
    is($data->{distance_m}, 1234.5, 'its length');
    is_deeply($data->{steps}, [ 'turn left into Unter den Linden, 1200 m', 'arrive, 0 m' ], 'steps');
    is($data->{map_url}, 'https://routing.openstreetmap.de/?loc=52.5000,13.4000'
            . '&loc=52.6000,-13.5000&srv=1', 'a map');
    faults(outside(get_osm_route => { %way, profile => 'routed-car', origin_lon => '0' }),
        qr/no way/, 'no way');
    faults(outside(get_osm_route => { %way, profile => 'by-air' }), qr/profile/, 'an unknown profile');
    faults(outside(get_osm_route => { %way, profile => 'routed-car', destination_lon => '181' }),
        qr/destination_lon/, 'off the earth');
};

subtest 'here' => sub {
    my %way = (
        origin_lat => '52.5', origin_lon => '13.4',
        destination_lat => '52.6', destination_lon => '13.5'
    );
    my $data = gives(
        outside(get_public_transport_route_for_coordinates => {
            %way, routes => 2, departure_time => '2027-01-31T08:00:00'
        }),
        'two routes'
    );
    is(scalar @{ $data->{routes} }, 2, 'two');
    is_deeply(
        $data->{routes}[0]{sections}[0],
        {   by => 'subway', line => 'U6', towards => 'Alt-Tegel',
            from => { time => '2027-01-31T08:03:00+01:00', place => 'Straße' },
            to   => { time => '2027-01-31T08:10:00+01:00', place => 'place' }
        },
        'a section'
    );
    is_deeply(
        gives(
            outside(get_public_transport_route_for_coordinates => {
                %way, origin_lat => '0', routes => 1
            }),
            'no connection'
        ),
        { routes => [] },
        'none'
    );
    faults(outside(get_public_transport_route_for_coordinates => { %way, routes => 0 }),
        qr/routes/, 'none wanted');
    my $log = MCP::StandIn::log_text('error_log');
    unlike($log // '', qr/here-Secret/, 'the key is in no log');
};

subtest 'duckduckgo_results_json' => sub {
    my $data = gives(outside(duckduckgo_results_json => { query => $odd }), 'a search');
    is(scalar @{ $data->{results} }, 10, 'ten at most');
    is_deeply(
        $data->{results}[0],
        {   title => "$odd & more 1", link => 'https://example.com/1?a=1&b=2',
            snippet => 'About it, 1.'
        },
        'without advertisements and detours'
    );
    is_deeply(gives(outside(duckduckgo_results_json => { query => 'nothing' }), 'no hit'),
        { results => [] }, 'none');
    faults(outside(duckduckgo_results_json => { query => 'robot' }), qr/robot/, 'a captcha');
    faults(outside(duckduckgo_results_json => {}), qr/query/, 'no query');
};

subtest 'youtube_search' => sub {
    my $data = gives(outside(youtube_search => { query => $odd, count => 3 }), 'three');
    is(scalar @{ $data->{videos} }, 3, 'three');
    is_deeply(
        $data->{videos}[0],
        {   title => qq{$odd "1\\" \{}, link => 'https://www.youtube.com/watch?v=video_1',
            channel => 'Someone', length => '1:00'
        },
        'a video'
    );
    is_deeply(gives(outside(youtube_search => { query => 'nothing' }), 'no hit'),
        { videos => [] }, 'none');
    faults(outside(youtube_search => { query => 'consent' }), qr/did not show/, 'a consent page');
    faults(outside(youtube_search => { query => 'x', count => 21 }), qr/count/, 'too many');
};

subtest 'openproject' => sub {
    my $data = gives(outside('list_projects'), 'list_projects');
    is_deeply([ sort map { $_->{name} } @{ $data->{projects} } ],
        [ 'Demo project', "Umbau Ü #3 \x{1F600}" ], 'their names');
    is_deeply(gives(outside(list_assignees => { project_id => 7 }), 'list_assignees'),
        { assignees => [ { id => 4, name => 'Jörg Müller' } ] }, 'who can be assigned');
    faults(outside(list_assignees => { project_id => 99 }), qr/404/, 'a missing project');
    faults(outside(list_assignees => { project_id => 0 }), qr/project_id/, 'no project');
    my %new = (
        project_id => 7, title => $odd, description => 'Ein *Text*', assignee_id => 4
    );
    is_deeply(gives(outside(create_work_package => \%new), 'create_work_package'),
        { id => 42, title => $odd }, 'the new one');
    gives(outside(create_work_package => { %new, description => undef, assignee_id => undef }),
        'with nulls');
    faults(outside(create_work_package => { %new, project_id => 99 }), qr/Project is invalid/,
        'a missing project');
    faults(outside(create_work_package => { %new, title => '' }), qr/title/, 'no title');
};

done_testing();
