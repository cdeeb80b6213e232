using System.Security.Cryptography;
using FsCheck.Xunit;
using TrackVia.ApiAccess.Credentials;

namespace TrackVia.ApiAccess.Tests.Credentials;

public sealed class CredentialHashTests
{
    [Property]
    public void It_is_SHA_256_one_after_the_other(byte[] first, byte[] second)
    {
        Assert.Equal(SHA256.HashData(first), Hash(first));
        Assert.Equal(SHA256.HashData(second), Hash(second));
    }

    [Fact]
    public void Threads_do_not_disturb_each_other()
    {
        var inputs = Enumerable.Range(0, 5_000).Select(BitConverter.GetBytes).ToArray();

        var hashes = new byte[inputs.Length][];
        Parallel.For(0, inputs.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => hashes[i] = Hash(inputs[i]));

        Assert.Equal(inputs.Select(SHA256.HashData), hashes);
    }

    [Fact]
    public void No_room_for_the_digest_is_misuse_and_leaves_nothing_behind()
    {
        Assert.Throws<ArgumentException>(() => CredentialHash.Compute([1, 2, 3], new byte[SHA256.HashSizeInBytes - 1]));

        Assert.Equal(SHA256.HashData([4]), Hash([4]));
    }

    private static byte[] Hash(byte[] bytes)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        CredentialHash.Compute(bytes, hash);
        return hash;
    }
}
