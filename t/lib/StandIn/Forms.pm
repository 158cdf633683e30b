# SPDX-License-Identifier: Apache-2.0
# Forms: forms, questions and submissions. All of it is the one subject 'forms'
# of the state.
package StandIn::Forms;
use strict;
use warnings;
use StandIn::App ();
use StandIn::Error ();
use StandIn::Json ();
use StandIn::Ocs ();
use StandIn::State ();
use StandIn::Users ();

my $F = '/apps/forms/api/v3/forms';
my @ROUTES = (
    [ GET    => qr{^$F$},                  \&list ],
    [ POST   => qr{^$F$},                  \&create ],
    [ GET    => qr{^$F/(\d+)$},            \&get ],
    [ PATCH  => qr{^$F/(\d+)$},            \&update ],
    [ DELETE => qr{^$F/(\d+)$},            \&remove ],
    [ POST   => qr{^$F/(\d+)/questions$},  \&add_question ],
    [ GET    => qr{^$F/(\d+)/questions/(\d+)$}, \&question ],
    [ PATCH  => qr{^$F/(\d+)/questions/(\d+)$}, \&update_question ],
    [ DELETE => qr{^$F/(\d+)/questions/(\d+)$}, \&remove_question ],
    [ POST   => qr{^$F/(\d+)/questions/(\d+)/options$}, \&add_options ],
    [ GET    => qr{^$F/(\d+)/submissions$}, \&submissions ],
    [ POST   => qr{^$F/(\d+)/submissions$}, \&submit ],
);

sub routes { return @ROUTES }

my $EDIT_SECONDS = 900;
my @PERMISSIONS  = qw(edit embed results results_delete submit);
my @TYPES = qw(color date datetime dropdown file linearscale long multiple multiple_unique short time);

sub _load   { return StandIn::App::load($_[0], 'forms') }
sub _change { return StandIn::App::change($_[0], 'forms', $_[1]) }

# The form, if the caller may: their own, or, with $submit, one for everybody.
sub _form {
    my ($ctx, $data, $id, $submit) = @_;
    my $form = $data->{forms}{$id} or StandIn::App::refuse($ctx, 404);
    return $form if $form->{owner} eq $ctx->{uid};
    StandIn::Error::ocs(403, '') if !$submit || !$form->{access}{permitAllUsers};
    return $form;
}

sub _bool { return StandIn::Json::bool(StandIn::App::bool($_[0])) }

# ---- forms -------------------------------------------------------------------------

# Whoever edits has the form to themselves for a while.
sub _lock {
    my ($ctx, $form) = @_;
    $form->{updated} = time;
    $form->{locked}  = [ $ctx->{uid}, time + $EDIT_SECONDS ];
    return;
}

sub _common {
    my ($form) = @_;
    my $locked = $form->{locked} // [];
    return (
        (map { ($_ => $form->{$_}) } qw(id hash title)), expires => 0 + $form->{expires}, lastUpdated => $form->{updated},
        permissions => \@PERMISSIONS, state => $form->{locked} ? 0 : undef,
        lockedBy => $locked->[0], lockedUntil => $locked->[1],
    );
}

sub _view {
    my ($form) = @_;
    return {
        _common($form), (map { ($_ => $form->{$_}) } qw(description created)),
        ownerId => $form->{owner}, (map { ($_ => undef) } qw(fileId fileFormat submissionMessage)),
        access => { map { ($_ => _bool($form->{access}{$_})) } qw(permitAllUsers showToAllUsers) },
        (map { ($_ => _bool($form->{$_})) }
            qw(isAnonymous submitMultiple allowEditSubmissions showExpiration)),
        questions => [ map { _question_in_form($_) } @{ $form->{questions} } ], shares => [],
        submissionCount => 0 + @{ $form->{submissions} },
        canSubmit => StandIn::Json::true(),
    };
}

sub list {
    my ($ctx) = @_;
    my $shared = ($ctx->{req}->param('type') // '') eq 'shared';
    my @forms = grep { my $mine = $_->{owner} eq $ctx->{uid};
        $shared ? !$mine && $_->{access}{showToAllUsers} : $mine }
        reverse StandIn::App::by_id(_load($ctx)->{forms});
    return StandIn::Ocs::ok($ctx, [ map { {
        _common($_), partial => StandIn::Json::true(),
        $shared ? (permissions => ['submit']) : (submissionCount => 0 + @{ $_->{submissions} }),
    } } @forms ]);
}

sub create {
    my ($ctx) = @_;
    return _change($ctx, sub {
        my ($data) = @_;
        my $id = StandIn::App::next_id($data, 'form');
        my $form = $data->{forms}{$id} = {
            id => $id, hash => StandIn::State::random(16), title => '', description => '',
            owner => $ctx->{uid}, created => time, updated => time, expires => 0, access => {},
            questions => [], submissions => [],
        };
        return StandIn::Ocs::created($ctx, _view($form));
    });
}

sub get {
    my ($ctx, $id) = @_;
    return StandIn::Ocs::ok($ctx, _view(_form($ctx, _load($ctx), $id, 1)));
}

sub update {
    my ($ctx, $id) = @_;
    my $values = $ctx->{req}->params->{keyValuePairs};
    return _change($ctx, sub {
        my ($data) = @_;
        my $form = _form($ctx, $data, $id);
        StandIn::Error::ocs(403, 'Empty keyValuePairs, will not update.')
            if ref $values ne 'HASH' || !%$values;
        for my $key (keys %$values) {
            StandIn::Error::ocs(500, "Internal Server Error\n", code => 996)
                if $key !~ /^(?:title|description|access|expires|isAnonymous|submitMultiple|showExpiration)$/;
            $form->{$key} = $values->{$key};
        }
        _lock($ctx, $form);
        return StandIn::Ocs::ok($ctx, 0 + $id);
    });
}

sub remove {
    my ($ctx, $id) = @_;
    return _change($ctx, sub {
        my ($data) = @_;
        _form($ctx, $data, $id);
        delete $data->{forms}{$id};
        return StandIn::Ocs::ok($ctx, 0 + $id);
    });
}

# ---- questions ---------------------------------------------------------------------

sub _question_view {
    my ($question) = @_;
    my $settings = $question->{extraSettings};
    return {
        (map { ($_ => $question->{$_}) } qw(id formId order type text)),
        (map { ($_ => '') } qw(name description)), isRequired => _bool($question->{isRequired}),
        extraSettings => $settings && %$settings ? $settings : {}, options => $question->{options},
        accept => [],
    };
}

# The one place where PHP writes no settings as a list.
sub _question_in_form {
    my ($question) = @_;
    my $view = _question_view($question);
    $view->{extraSettings} = [] if !%{ $view->{extraSettings} };
    return $view;
}

sub _question {
    my ($ctx, $form, $id) = @_;
    my ($question) = grep { $_->{id} == $id } @{ $form->{questions} };
    return $question // StandIn::App::refuse($ctx, 404);
}

sub add_question {
    my ($ctx, $id) = @_;
    my $req = $ctx->{req};
    return _change($ctx, sub {
        my ($data) = @_;
        my $form = _form($ctx, $data, $id);
        my $type = $req->param('type') // '';
        StandIn::Error::ocs(400, 'Invalid type') if !grep { $_ eq $type } @TYPES;
        my $question = { id => StandIn::App::next_id($data, 'question'), formId => 0 + $id,
            order => 1 + @{ $form->{questions} }, type => $type, text => $req->param('text') // '',
            options => [] };
        push @{ $form->{questions} }, $question;
        _lock($ctx, $form);
        return StandIn::Ocs::created($ctx, _question_view($question));
    });
}

sub question {
    my ($ctx, $id, $question) = @_;
    return StandIn::Ocs::ok($ctx,
        _question_view(_question($ctx, _form($ctx, _load($ctx), $id), $question)));
}

sub update_question {
    my ($ctx, $id, $question) = @_;
    my $values = $ctx->{req}->params->{keyValuePairs};
    return _change($ctx, sub {
        my ($data) = @_;
        my $found = _question($ctx, _form($ctx, $data, $id), $question);
        $found->{$_} = $values->{$_} for keys %$values;
        return StandIn::Ocs::ok($ctx, 0 + $question);
    });
}

sub remove_question {
    my ($ctx, $id, $question) = @_;
    return _change($ctx, sub {
        my ($data) = @_;
        my $form = _form($ctx, $data, $id);
        _question($ctx, $form, $question);
        @{ $form->{questions} } = grep { $_->{id} != $question } @{ $form->{questions} };
        return StandIn::Ocs::ok($ctx, 0 + $question);
    });
}

sub add_options {
    my ($ctx, $id, $question) = @_;
    my $texts = $ctx->{req}->params->{optionTexts} // [];
    return _change($ctx, sub {
        my ($data) = @_;
        my $options = _question($ctx, _form($ctx, $data, $id), $question)->{options};
        my @new;
        for my $text (@$texts) {
            push @new, { id => StandIn::App::next_id($data, 'option'), questionId => 0 + $question,
                order => 1 + @$options, text => $text };
            push @$options, $new[-1];
        }
        return StandIn::Ocs::created($ctx, \@new);
    });
}

# ---- submissions -------------------------------------------------------------------

sub submit {
    my ($ctx, $id) = @_;
    my $given = $ctx->{req}->params->{answers};
    return _change($ctx, sub {
        my ($data) = @_;
        my $form = _form($ctx, $data, $id, 1);
        my $submission = { id => StandIn::App::next_id($data, 'submission'), formId => 0 + $id,
            userId => $ctx->{uid}, timestamp => time };
        for my $question (@{ $form->{questions} }) {
            my %options = map { $_->{id} => $_->{text} } @{ $question->{options} };
            push @{ $submission->{answers} }, {
                id => StandIn::App::next_id($data, 'answer'), submissionId => $submission->{id},
                fileId => undef, questionId => $question->{id}, text => $options{$_} // $_,
            } for @{ $given->{ $question->{id} } // [] };
        }
        push @{ $form->{submissions} }, $submission;
        return StandIn::Ocs::created($ctx, undef);
    });
}

# Others than the owner see their own.
sub submissions {
    my ($ctx, $id) = @_;
    my $req  = $ctx->{req};
    my $form = _form($ctx, _load($ctx), $id, 1);
    my @seen = grep { $form->{owner} eq $ctx->{uid} || $_->{userId} eq $ctx->{uid} }
        @{ $form->{submissions} };
    my $count = @seen;
    splice @seen, 0, $req->param('offset') // 0;
    splice @seen, $req->param('limit') if defined $req->param('limit') && @seen > $req->param('limit');
    return StandIn::Ocs::ok($ctx, {
        submissions => [ map { { %$_, userDisplayName => StandIn::Users::display($_->{userId}) } } @seen ],
        questions => [ map { _question_view($_) } @{ $form->{questions} } ],
        filteredSubmissionsCount => $count,
    });
}

1;
