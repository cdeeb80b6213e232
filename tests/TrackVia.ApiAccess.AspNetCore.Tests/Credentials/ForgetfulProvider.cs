using Microsoft.AspNetCore.DataProtection;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Credentials;

/// <summary>Data Protection whose keys can be lost.</summary>
internal sealed class ForgetfulProvider : IDataProtectionProvider
{
    private EphemeralDataProtectionProvider _keys = new();

    public void Forget() => _keys = new EphemeralDataProtectionProvider();

    public IDataProtector CreateProtector(string purpose) => _keys.CreateProtector(purpose);
}
