# One command by libssh2: PORT USER HOW SECRET CODE COMMAND, input and output as of ssh itself.
# HOW is `password` or `key`; SECRET is the password or the file of the key; without CODE no second factor is given.
use strict;
use warnings;
use Net::SSH2;

my ($port, $user, $how, $secret, $code, $command) = @ARGV;
binmode $_ for *STDIN, *STDOUT, *STDERR;
my $given = do { local $/; <STDIN> };
my $ssh = Net::SSH2->new(timeout => 60_000);
$ssh->connect('127.0.0.1', $port) or die 'no connection: ' . join(' ', $ssh->error) . "\n";
# With a second factor to come the first one is accepted in part, which libssh2 reports as a failure.
my $first = $how eq 'key' ? $ssh->auth_publickey($user, "$secret.pub", $secret) : $ssh->auth_password($user, $secret);
$ssh->auth_keyboard($user, sub { my (undef, undef, undef, undef, @prompts) = @_; map { $code } @prompts }) if $code;
$ssh->auth_ok or die 'not let in: ' . join(' ', $ssh->error) . "\n";
my $channel = $ssh->channel or die 'no channel: ' . join(' ', $ssh->error) . "\n";
$channel->exec($command) or die 'not started: ' . join(' ', $ssh->error) . "\n";
$ssh->blocking(0);
my $at = 0;
my $sent_eof = 0;
until ($channel->eof) {
  my $moved = 0;
  if ($at < length $given) {
    my $wrote = $channel->write(substr $given, $at, 32_768);
    if (defined $wrote && $wrote > 0) { $at += $wrote; $moved = 1 }
  } elsif (!$sent_eof) {
    my $sent = $channel->send_eof;
    $sent_eof = 1 if defined $sent;
  }
  for my $extended (0, 1) {
    my $read = $channel->read(my $piece, 32_768, $extended);
    next unless defined $read && $read > 0;
    $moved = 1;
    print { $extended ? *STDERR : *STDOUT } $piece;
  }
  select undef, undef, undef, 0.002 unless $moved;
}
$ssh->blocking(1);
$channel->close;
$channel->wait_closed;
my $signal = $channel->exit_signal;
exit($signal ? 255 : $channel->exit_status);
