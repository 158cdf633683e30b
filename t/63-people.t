# SPDX-License-Identifier: Apache-2.0
# The tools of conf/tools.d/people.json.

use strict;
use warnings;
use utf8;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;

use MCP::Test;

my $bob = uid('bob');

subtest 'definitions' => sub {
    for my $name (qw(find_details_of_current_user find_person_in_users list_user_groups)) {
        my $tool = has_tool($name);
        ok($tool, $name) or next;
        ok($tool->{annotations}{readOnlyHint}, 'only reads');
        ok($tool->{description}, 'is described');
    }
};

subtest 'find_details_of_current_user' => sub {
    for my $role (qw(alice bob)) {
        my $data = gives(tool(find_details_of_current_user => {}, user => $role), $role);
        is($data->{id}, uid($role), 'the uid');
        ok(length $data->{displayname}, 'a name');
        is(ref $data->{groups}, 'ARRAY', 'groups');
        ok(!exists $data->{backend}, 'no internals');
        ok(!exists $data->{lastLogin}, 'no logins');
    }
    faults(tool(find_details_of_current_user => { user => $bob }),
        qr/user/, 'only the current one');
};

subtest 'list_user_groups' => sub {
    my $data = gives(tool(list_user_groups => {}), 'groups');
    is(ref $data->{groups}, 'ARRAY', 'a list');
    is_deeply($data->{groups}, tool(find_details_of_current_user => {})->data->{groups},
        'the same as in the details');
    is_deeply([ keys %$data ], ['groups'], 'nothing else');
};

subtest 'find_person_in_users' => sub {
    my $result = tool(find_person_in_users => { search_term => substr($bob, 0, 2) });
    my $people = gives($result, 'part of a name')->{people};
    is(ref $people, 'ARRAY', 'a list');
    SKIP: {
        skip('SKIP live: accounts cannot be looked up by a part of their name', 2)
            unless @{ $people || [] };
        my ($one) = grep { $_->{id} eq $bob } @$people;
        ok($one, 'with bob');
        ok(length $one->{label}, 'and his name');
    }
    $people = gives(tool(find_person_in_users => { search_term => $bob }), 'a uid')->{people};
    is(scalar(grep { $_->{id} eq $bob } @$people), 1, 'finds bob');
    for my $term ('nobody ' . time, odd_name()) {
        is_deeply(gives(tool(find_person_in_users => { search_term => $term }), $term)->{people},
            [], 'nobody');
    }
    cmp_ok(
        scalar @{ gives(tool(find_person_in_users => { search_term => 'a', limit => 1 }),
                'limit')->{people} },
        '<=', 1, 'one at most'
    );
    faults(tool(find_person_in_users => {}), qr/search_term/, 'without a term');
    faults(tool(find_person_in_users => { search_term => '' }), qr/search_term/, 'an empty term');
    faults(tool(find_person_in_users => { search_term => 'a', limit => 1000 }),
        qr/limit/, 'too many');
};

done_testing();
