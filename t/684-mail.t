# SPDX-License-Identifier: Apache-2.0
# The tools of conf/tools.d/mail.json.

use strict;
use warnings;
use utf8;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;

use MCP::Test;

my $API = '/index.php/apps/mail/api';
my $ascii = unique('word');
my $subject = "$ascii-s " . unique(odd_name());
my $text = "Grüße $ascii-t \x{1F600} & <b>kein HTML</b>\n\nhttps://example.com/?a=1&b=2 \"q\"\n\n-- \n#1 100%\n";
my (%account, %inbox, @mails);

END {
    local $?;
    for my $role (keys %inbox) {
        my $mails = api('GET', "$API/messages?mailboxId=$inbox{$role}&limit=20", undef, user => $role);
        api('DELETE', "$API/messages/$_->{databaseId}", undef, user => $role)
            for grep { $_->{subject} =~ /\Q$subject\E/ } @{ $mails || [] };
    }
}

need_app('mail', 'send_email');

# Mail looks at the mail server when its pages are open, or now and then.
sub sync {
    my ($role) = @_;
    api('POST', "$API/mailboxes/$inbox{$role}/sync", { ids => [], init => \1, query => '' }, user => $role);
    return;
}

sub mails {
    my ($role, %in) = @_;
    return gives(tool(list_mails => { folder_id => $inbox{$role}, %in }, user => $role), "mails of $role")->{mails};
}

subtest 'definitions' => sub {
    ok(has_tool($_)->{annotations}{readOnlyHint}, "$_ only reads")
        for qw(get_mail_account_list get_mail_folder_list list_mails read_mail);
    my $hints = has_tool('send_email')->{annotations};
    ok(!$hints->{readOnlyHint} && ($hints->{openWorldHint} // 1), 'send_email reaches everybody');
};

subtest 'get_mail_account_list' => sub {
    for my $role (qw(alice bob)) {
        ($account{$role}) = @{ gives(tool(get_mail_account_list => {}, user => $role), $role)->{accounts} };
        like($account{$role}{email}, qr/\@/, 'an address');
        like($account{$role}{id}, qr/^\d+$/, 'an id');
    }
    faults(tool(get_mail_account_list => { x => 1 }), qr/x/, 'takes no arguments');
};

subtest 'get_mail_folder_list' => sub {
    for my $role (qw(alice bob)) {
        my %by = map { $_->{name} => $_ }
            @{ gives(tool(get_mail_folder_list => { account_id => $account{$role}{id} }, user => $role), $role)->{folders} };
        is($by{INBOX}{role}, 'inbox', 'INBOX');
        like($by{INBOX}{unread}, qr/^\d+$/, 'unread');
        $inbox{$role} = $by{INBOX}{id};
    }
    is(@{ gives(tool(get_mail_folder_list => { account_id => uc $account{alice}{email} }), 'by address')->{folders} } > 1, 1, 'folders');
    faults(tool(get_mail_folder_list => { account_id => 99_999_999 }), qr/no mail account.*get_mail_account_list/s, 'missing');
    faults(tool(get_mail_folder_list => { account_id => $account{bob}{id} }), qr/no mail account/, "another's");
    faults(tool(get_mail_folder_list => {}), qr/account_id/, 'none');
};

my %from = (account_id => $account{alice}{id}, from_email => $account{alice}{email});

subtest 'send_email' => sub {
    my $to = $account{bob}{email};
    if (!is_live()) {
        require MCP::StandIn;
        MCP::StandIn::clear_log();
    }
    my $data = gives(tool(send_email => { %from, account_id => $from{from_email}, subject => $subject, body => $text,
        to_emails => [ "Böb \x{1F600} <$to>" ], cc_emails => [ $from{from_email} ] }), 'with odd texts');
    ok($data->{sent}, 'sent');
    my %to = (to_emails => [$to], subject => "no $subject", body => 'x');
    faults(tool(send_email => { %from, %to, from_email => 'eve@example.test' }), qr/cannot send as eve.*\Q$from{from_email}\E/s,
        'as somebody else');
    faults(tool(send_email => { %from, %to, account_id => 99_999_999 }), qr/no mail account/, 'a missing account');
    faults(tool(send_email => { %from, %to, account_id => $account{bob}{id} }), qr/no mail account/, "another's account");
    faults(tool(send_email => { %from, %to, to_emails => [] }), qr/to_emails/, 'to nobody');
    faults(tool(send_email => { %from, %to, to_emails => ['no address'] }), qr/no address.*not valid/, 'to no address');
    faults(tool(send_email => { %from, %to, body => '' }), qr/body/, 'no text');
    faults(tool(send_email => { %from, subject => 'x', body => 'y' }), qr/to_emails/, 'no recipient');
    SKIP: {
        skip('SKIP live: the requests at Nextcloud are not seen', 1) if is_live();
        is(scalar(grep { $_->{uri} =~ m{/message/send} } MCP::StandIn::requests()), 2,
            'each mail that got so far was sent once');
    }
};

my $id;

subtest 'list_mails' => sub {
    sync('bob');
    my $found;
    for (1 .. 10) {
        ($found) = grep { $_->{subject} eq $subject } @{ mails('bob', n_mails => 5) };
        last if $found;
        sleep 1;
        sync('bob');
    }
    ok($found, 'the mail has come') or return;
    $id = $found->{id};
    like($found->{from}[0], qr/\Q$from{from_email}\E/, 'from whom');
    is($found->{to}[0], "Böb \x{1F600} <$account{bob}{email}>", 'to whom, by name');
    like($found->{date}, qr/^\d{4}-.*Z$/, 'when');
    ok($found->{unread}, 'unread');
    my ($word) = $subject =~ /(\S+)$/;
    my $by_word = mails('bob', search => $word);
    is_deeply([ map { $_->{id} } @$by_word ], [$id], 'found by a word of the subject');
    is_deeply([ map { $_->{id} } @{ mails('bob', search => $word, unread => \1) } ], [$id], 'and unread');
    for my $word ([ "$ascii-s", 'subject' ], [ "$ascii-t", 'text' ], [ $ascii, 'both' ]) {
        is_deeply([ map { $_->{id} } @{ mails('bob', search => $word->[0]) } ], [$id], "by a word of the $word->[1]");
    }
    is_deeply(mails('bob', search => unique('nothing')), [], 'not by another');
    is_deeply(mails('bob', folder_id => 'inbox', search => $word), $by_word, 'the folder by name');
    my $data = gives(tool(list_mails => { folder_id => $inbox{bob}, n_mails => 1 }, user => 'bob'), 'one');
    is(@{ $data->{mails} }, 1, 'is one');
    ok(!(grep { $_->{id} == $data->{mails}[0]{id} } @{ mails('bob', cursor => $data->{next_cursor}) }),
        'the next ones are others');
    faults(tool(list_mails => { folder_id => 99_999_999 }), qr/no mail folder.*get_mail_folder_list/s, 'missing');
    faults(tool(list_mails => { folder_id => $inbox{bob} }), qr/no mail folder/, "another's");
    faults(tool(list_mails => { folder_id => unique('none') }), qr/no mail folder/, 'no such name');
    faults(tool(list_mails => { folder_id => $inbox{bob}, n_mails => 101 }), qr/n_mails/, 'too many');
};

subtest 'read_mail' => sub {
    ok($id, 'there is one') or return;
    my $data = gives(tool(read_mail => { mail_id => $id }, user => 'bob'), 'the mail');
    is($data->{subject}, $subject, 'its subject');
    is($data->{body}, "Grüße $ascii-t \x{1F600} & <b>kein HTML</b>\n\nhttps://example.com/?a=1&b=2 \"q\"", 'its text');
    is($data->{signature}, '#1 100%', 'its signature');
    like($data->{cc}[0], qr/\Q$from{from_email}\E/, 'its copy');
    like($data->{message_id}, qr/^<.+>$/, 'what an answer refers to');
    ok(((grep { $_->{id} == $id } @{ mails('bob', n_mails => 10) }))[0]{unread}, 'stays unread');
    gives(tool(send_email => { account_id => $account{bob}{id}, from_email => $account{bob}{email}, subject => "Re: $subject",
        body => 'Antwort', to_emails => [ $from{from_email} ], in_reply_to => $data->{message_id} }, user => 'bob'), 'an answer');
    faults(tool(read_mail => { mail_id => 99_999_999 }), qr/no mail of this id/, 'missing');
    faults(tool(read_mail => { mail_id => $id }), qr/no mail of this id/, "another's");
    faults(tool(read_mail => { mail_id => 'x' }), qr/mail_id/, 'no id');
    sync('alice');
};

done_testing();
