# SPDX-License-Identifier: Apache-2.0
# /taskprocessing: AI tasks without an AI. What can be done is up to the
# control interface (task_types); a task is done half a second after it was
# scheduled. "RIG-FAIL" in its text makes it fail, "RIG-SLEEP n" takes n
# seconds.
package StandIn::TaskProcessing;
use strict;
use warnings;
use MIME::Base64 ();
use Time::HiRes ();
use StandIn::Error ();
use StandIn::Home ();
use StandIn::Json ();
use StandIn::Ocs ();
use StandIn::Tree ();

# The smallest picture: one grey pixel.
my $PNG = MIME::Base64::decode(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81y'
    . 'tgAAAABJRU5ErkJggg==');

# type => what it makes of a task; file ids stand for bytes.
my %TYPES = (
    'core:audio2text'   => \&_transcribe,
    'core:text2image'   => sub {
        return { images => [ map { _file($_[0], $_[1], 'image/png', $PNG) }
                1 .. $_[1]{input}{numberOfImages} ] };
    },
    'richdocuments:text_to_text_document'        => \&_document,
    'richdocuments:text_to_spreadsheet_document' => \&_document,
    'richdocuments:slide_deck_generation' => sub {
        return { slide_deck => _file($_[0], $_[1],
                'application/octet-stream', "PPTX: $_[1]{input}{text}") };
    },
    'context_chat:context_chat' => sub {
        return { output => "Answer to: $_[1]{input}{prompt}",
            sources => _sources($_[0], $_[1]) };
    },
    'context_chat:context_chat_search' => sub {
        return { sources => _sources($_[0], $_[1]) };
    },
);

# type => what its input cannot do without: the input shapes of core and of
# the two apps.
my @CHAT = qw(prompt scopeType scopeList scopeListMeta);
my %NEEDS = (
    'core:audio2text'   => ['input'],
    'core:text2image'   => [qw(input numberOfImages)],
    'richdocuments:text_to_text_document'        => ['text'],
    'richdocuments:text_to_spreadsheet_document' => ['text'],
    'richdocuments:slide_deck_generation'        => ['text'],
    'context_chat:context_chat'                  => \@CHAT,
    'context_chat:context_chat_search'           => \@CHAT,
);

sub types {
    my ($ctx) = @_;
    my %types = map { $_ => { name => $_, inputShape => {} } }
        grep { _is_offered($ctx, $_) } keys %TYPES;
    # PHP's empty array.
    return StandIn::Ocs::ok($ctx, { types => %types ? \%types : [] });
}

sub _is_offered {
    my ($ctx, $type) = @_;
    return $TYPES{$type} && $ctx->{control}{task_types}{$type};
}

sub schedule {
    my ($ctx) = @_;
    my $req   = $ctx->{req};
    my $type  = $req->param('type') // '';
    my $input = $req->param('input') // {};
    _refuse(412, 'The given provider is not available')
        if !_is_offered($ctx, $type);
    for my $key (@{ $NEEDS{$type} }) {
        _refuse(400, qq(Missing key: "$key")) if !defined $input->{$key};
    }
    _check_file($ctx, $input->{input}) if $type eq 'core:audio2text';
    my $task = $ctx->{state}->update(sub {
        my $tasks = $ctx->{state}->load('tasks') // {};
        my $id    = $ctx->{state}->next_id;
        $tasks->{$id} = { id => $id, type => $type, input => $input,
            uid => $ctx->{uid}, app => $req->param('appId'),
            scheduled => Time::HiRes::time() };
        $ctx->{state}->put(tasks => $tasks);
        return $tasks->{$id};
    });
    return _answer($ctx, $task);
}

sub _check_file {
    my ($ctx, $id) = @_;
    my $place = StandIn::Home::by_id($ctx->{state}, $ctx->{uid}, $id);
    _refuse(400, "Could not find file $id")
        if !$place || StandIn::Tree::is_dir($place->{node});
    return;
}

sub _refuse {
    my ($status, $message) = @_;
    StandIn::Error::ocs($status, '', data => { message => $message });
    return;
}

sub get {
    my ($ctx, $id) = @_;
    return _answer($ctx, _advance($ctx, $id));
}

sub cancel {
    my ($ctx, $id) = @_;
    _advance($ctx, $id, 'Not found');
    my $task = $ctx->{state}->update(sub {
        my $tasks = $ctx->{state}->load('tasks');
        $tasks->{$id}{status} //= 'STATUS_CANCELLED';
        $ctx->{state}->put(tasks => $tasks);
        return $tasks->{$id};
    });
    return _answer($ctx, $task);
}

sub file {
    my ($ctx, $id, $file_id) = @_;
    my $task = _advance($ctx, $id, 'Not found');
    my $file = $task->{files}{$file_id} // _refuse(404, 'Not found');
    return { status => 200, type => $file->{type}, body => $file->{bytes},
        headers => [ StandIn::Ocs::user_header($ctx) ] };
}

# ---- a task on its way ----------------------------------------------------------

# The task as it is by now; what it makes is made when its time has come.
sub _advance {
    my ($ctx, $id, $missing) = @_;
    return $ctx->{state}->update(sub {
        my $tasks = $ctx->{state}->load('tasks') // {};
        my $task  = $tasks->{$id};
        _refuse(404, $missing // 'Task not found')
            if !$task || $task->{uid} ne $ctx->{uid};
        my $text = join ' ', grep { defined && !ref } values %{ $task->{input} };
        my ($sleep) = $text =~ /RIG-SLEEP (\d+)/;
        return $task
            if $task->{status} || _age($task) < ($sleep || 0.5);
        if ($text =~ /RIG-FAIL/) { $task->{status} = 'STATUS_FAILED' }
        else {
            $task->{output} = $TYPES{ $task->{type} }->($ctx, $task);
            $task->{status} = 'STATUS_SUCCESSFUL';
        }
        $ctx->{state}->put(tasks => $tasks);
        return $task;
    });
}

sub _age { return Time::HiRes::time() - $_[0]{scheduled} }

sub _answer {
    my ($ctx, $task) = @_;
    my $at = int $task->{scheduled};
    my $status = $task->{status}
        // (_age($task) < 0.2 ? 'STATUS_SCHEDULED' : 'STATUS_RUNNING');
    return StandIn::Ocs::ok($ctx, { task => StandIn::Json::ordered(
        id => 0 + $task->{id}, type => $task->{type}, lastUpdated => $at,
        status => $status, userId => $task->{uid}, appId => $task->{app},
        input => $task->{input}, output => $task->{output}, customId => '',
        completionExpectedAt => $at + 1,
        progress => $status eq 'STATUS_SUCCESSFUL' ? 1 : undef,
        scheduledAt => $at, startedAt => undef, endedAt => undef,
        allowCleanup => StandIn::Json::true(),
    ) });
}

# ---- what providers make ----------------------------------------------------------

sub _file {
    my ($ctx, $task, $type, $bytes) = @_;
    my $id = $ctx->{state}->next_id;
    utf8::encode($bytes) if utf8::is_utf8($bytes);
    $task->{files}{$id} = { type => $type, bytes => $bytes };
    return 0 + $id;
}

sub _transcribe {
    my ($ctx, $task) = @_;
    my $place = StandIn::Home::by_id($ctx->{state}, $ctx->{uid},
        $task->{input}{input});
    return { output => "Canned transcript of $place->{names}[-1] ("
            . ($place->{node}{size} // 0) . ' bytes)' };
}

my %FORMATS = (
    docx => 'application/vnd.openxmlformats-officedocument.wordprocessingml'
        . '.document',
    pdf => 'application/pdf',
    ods => 'application/vnd.oasis.opendocument.spreadsheet',
    xlsx => 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
);

sub _document {
    my ($ctx, $task) = @_;
    my $format = $task->{input}{target_format} // '';
    return { file => _file($ctx, $task, $FORMATS{$format} // 'text/plain',
            "$format: $task->{input}{text}") };
}

# Everything below the folder that is asked for, or one item that is nowhere.
sub _sources {
    my ($ctx, $task) = @_;
    my @found;
    for my $scope (@{ $task->{input}{scopeList} // [] }) {
        my ($id) = $scope =~ /^files__default: (\d+)$/ or next;
        my $place = StandIn::Home::by_id($ctx->{state}, $ctx->{uid}, $id)
            or next;
        push @found, grep { !StandIn::Tree::is_dir($_->{node}) }
            StandIn::Home::walk($ctx->{state}, $place);
    }
    return [ map { StandIn::Json::encode(StandIn::Json::ordered(
            id => "files__default: $_->{node}{id}",
            label => $_->{names}[-1], icon => '', url => '/f/' . $_->{node}{id}))
        } @found ];
}

1;
