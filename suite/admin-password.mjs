import { NativeAuthenticationMethod, PasswordCipher, TransactionalConnection } from '@vendure/core'

/** Gives the one administrator the password that the settings name, when he has another. */
export async function setAdminPassword(app, password) {
  const cipher = app.get(PasswordCipher)
  const methods = app.get(TransactionalConnection).rawConnection.getRepository(NativeAuthenticationMethod)
  const method = await methods.findOneOrFail({
    where: { identifier: 'superadmin' },
    select: ['id', 'passwordHash'],
  })
  if (await cipher.check(password, method.passwordHash)) return
  await methods.update(method.id, { passwordHash: await cipher.hash(password) })
}
