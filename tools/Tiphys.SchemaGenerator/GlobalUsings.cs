global using Tiphys.Api.Catalogue;
global using TypeCode = Tiphys.Api.Catalogue.TypeCode;
