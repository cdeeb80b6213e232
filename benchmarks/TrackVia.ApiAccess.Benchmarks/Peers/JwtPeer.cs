using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace TrackVia.ApiAccess.Benchmarks.Peers;

/// <summary>A JWT with the same facts as a validation's result, whose issuer, audience, lifetime and signature are checked.</summary>
internal sealed class JwtPeer
{
    private const string Issuer = "https://issuer.example";
    private const string Audience = "https://api.example";

    private readonly JsonWebTokenHandler _handler = new();
    private readonly SigningCredentials _credentials;

    private JwtPeer(SecurityKey key, string algorithm)
    {
        _credentials = new SigningCredentials(key, algorithm);
        Parameters = new TokenValidationParameters { ValidIssuer = Issuer, ValidAudience = Audience, IssuerSigningKey = key };
        Token = _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            Expires = DateTime.MaxValue.AddYears(-1),
            SigningCredentials = _credentials,
            Subject = new ClaimsIdentity(
            [
                new Claim("sub", "integration@acme.example"),
                new Claim("account_id", "acme"),
                new Claim("token_id", Guid.NewGuid().ToString("N")),
                new Claim("token_name", "integration 4"),
            ]),
        });
    }

    public string Token { get; }

    public TokenValidationParameters Parameters { get; }

    public static JwtPeer Hs256() => new(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32)), SecurityAlgorithms.HmacSha256);

    public static JwtPeer Rs256() => new(new RsaSecurityKey(RSA.Create(2048)), SecurityAlgorithms.RsaSha256);

    public static JwtPeer Es256() => new(new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)), SecurityAlgorithms.EcdsaSha256);

    public Task<TokenValidationResult> ValidateAsync() => _handler.ValidateTokenAsync(Token, Parameters);
}
